/** What the log asks of a file system. Tests hand in their own, which fail where they are told to. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';

/**
 * All of them wait for the kernel, none for a disk unless `sync` is asked: a write that had to share the threads of
 * look-ups could neither keep its order nor its bound on what the death of the process costs.
 */
export interface Files {
  exists(path: string): boolean;
  /** Names in a folder. */
  list(folder: string): readonly string[];
  /** A new file, mode 0600, to read and write. Fails where there is one, or a link. */
  create(path: string): number;
  /** One that is there, to read and write. */
  open(path: string): number;
  size(file: number): number;
  /** How many names it still has: 0 once it was deleted. */
  names(file: number): number;
  /** Fills `into` from `position`; fewer bytes at the end. */
  read(file: number, into: Uint8Array, position: number): number;
  /** Bytes written: fewer than given where the disk is full. */
  write(file: number, bytes: Uint8Array, position: number): number;
  truncate(file: number, size: number): void;
  sync(file: number): void;
  /** So that a new file's name outlives a loss of power. */
  syncFolder(path: string): void;
  close(file: number): void;
  /** A small file's text. */
  text(path: string): string;
  /** A second name for it. Fails where `to` is. */
  link(from: string, to: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
}

export const nodeFiles: Files = {
  exists: existsSync,
  list: (folder) => readdirSync(folder),
  create: (path) => openSync(path, 'wx+', 0o600),
  open: (path) => openSync(path, 'r+'),
  size: (file) => fstatSync(file).size,
  names: (file) => fstatSync(file).nlink,
  read: (file, into, position) => readSync(file, into, 0, into.length, position),
  write: (file, bytes, position) => writeSync(file, bytes, 0, bytes.length, position),
  truncate: ftruncateSync,
  sync: fsyncSync,
  syncFolder: (path) => {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  },
  close: closeSync,
  text: (path) => readFileSync(path, 'utf8'),
  link: linkSync,
  rename: renameSync,
  remove: unlinkSync,
};
