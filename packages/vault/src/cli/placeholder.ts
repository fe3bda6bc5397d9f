/** Whether an address is still the one of the example. @see RFC 2606, RFC 6761 */
export function isPlaceholder(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? address
  return (
    /(^|\.)example\.(com|net|org)$/.test(host) ||
    /(^|\.)(example|invalid)$/.test(host) ||
    /^(example|your-\w+|my-tenant|tenant)\./.test(host)
  )
}
