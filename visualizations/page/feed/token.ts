/** The token of the printed address: taken out of it at once, so that no screenshot and no copied link bears it. */

const KEY = 'holdfast.token';

export function takeToken(): string {
  const { hash, search, pathname } = location;
  const given = new URLSearchParams(hash.slice(1)).get('token') ?? new URLSearchParams(search).get('token');
  if (given !== null) {
    // For this tab alone, so that it can be loaded anew.
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, '', pathname);
  }
  return given ?? sessionStorage.getItem(KEY) ?? '';
}
