/** Requests that are not for the vault go to the network. The option has different names in MSW 3 and MSW 2. */
export const PASS_OTHERS: { onUnhandledFrame: 'bypass'; onUnhandledRequest: 'bypass' } = {
  onUnhandledFrame: 'bypass',
  onUnhandledRequest: 'bypass',
}
