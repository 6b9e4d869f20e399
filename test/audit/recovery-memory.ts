/** Files in memory: a log can be cut at each of its bytes without a disk's patience. */
import { basename, dirname } from 'node:path';
import type { Files } from '../../src/audit/files.ts';

const refused = (code: string): Error => Object.assign(new Error(code), { code });

interface File {
  bytes: Buffer;
  names: number;
}

export class MemoryFiles implements Files {
  readonly #files = new Map<string, File>();
  readonly #open: File[] = [];

  put(path: string, bytes: Uint8Array): void {
    this.#files.set(path, { bytes: Buffer.from(bytes), names: 1 });
  }

  exists(path: string): boolean {
    return this.#files.has(path);
  }

  list(folder: string): readonly string[] {
    return [...this.#files.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path));
  }

  create(path: string): number {
    if (this.exists(path)) throw refused('EEXIST');
    this.put(path, new Uint8Array(0));
    return this.open(path);
  }

  open(path: string): number {
    return this.#open.push(this.#named(path)) - 1;
  }

  size(file: number): number {
    return this.#opened(file).bytes.length;
  }

  names(file: number): number {
    return this.#opened(file).names;
  }

  read(file: number, into: Uint8Array, position: number): number {
    const part = this.#opened(file).bytes.subarray(position, position + into.length);
    into.set(part);
    return part.length;
  }

  write(file: number, bytes: Uint8Array, position: number): number {
    const one = this.#opened(file);
    const gap = Buffer.alloc(Math.max(0, position - one.bytes.length));
    one.bytes = Buffer.concat([
      one.bytes.subarray(0, position),
      gap,
      bytes,
      one.bytes.subarray(position + bytes.length),
    ]);
    return bytes.length;
  }

  truncate(file: number, size: number): void {
    const one = this.#opened(file);
    one.bytes = one.bytes.subarray(0, size);
  }

  sync(): void {}
  syncFolder(): void {}
  close(): void {}

  text(path: string): string {
    return this.#named(path).bytes.toString();
  }

  link(from: string, to: string): void {
    if (this.exists(to)) throw refused('EEXIST');
    const file = this.#named(from);
    file.names += 1;
    this.#files.set(to, file);
  }

  rename(from: string, to: string): void {
    this.#files.set(to, this.#named(from));
    this.#files.delete(from);
  }

  remove(path: string): void {
    this.#named(path).names -= 1;
    this.#files.delete(path);
  }

  #named(path: string): File {
    const file = this.#files.get(path);
    if (file === undefined) throw refused('ENOENT');
    return file;
  }

  #opened(file: number): File {
    const one = this.#open[file];
    if (one === undefined) throw refused('EBADF');
    return one;
  }
}
