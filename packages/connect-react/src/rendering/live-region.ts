/**
 * The ref of a live region: heard, not seen. A script says so, for a strict Content-Security-Policy refuses style
 * attributes in the server's HTML.
 */
export function hideFromEyes(node: HTMLElement | null): void {
  if (node) node.style.cssText = 'position:fixed;clip-path:inset(50%)'
}
