/** Whether an address is that of an example and was never filled in. @see RFC 2606, RFC 6761 */
export function isPlaceholder(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? address
  return (
    /(^|\.)example\.(com|net|org)$/.test(host) ||
    /(^|\.)(example|invalid)$/.test(host) ||
    /^(example|your-\w+|my-tenant|tenant)\./.test(host)
  )
}
