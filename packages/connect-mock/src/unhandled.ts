/** Whatever is not the vault's goes to the network. The option has one name in MSW 3 and another in MSW 2. */
export const PASS_OTHERS: { onUnhandledFrame: 'bypass'; onUnhandledRequest: 'bypass' } = {
  onUnhandledFrame: 'bypass',
  onUnhandledRequest: 'bypass',
}
