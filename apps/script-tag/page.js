// @ts-check
const output = document.querySelector('output')

/** @param {string} text */
function show(text) {
  if (output) output.textContent = text
}

document.body.addEventListener('alter-success', ({ detail }) => {
  show(`Connected ${detail.connections.map(({ account_identifier }) => account_identifier).join(', ')}.`)
})
document.body.addEventListener('alter-error', ({ detail }) => {
  // Codes are for programs: where the message is the code, there is nothing more to say to a person.
  show(`Not connected. ${detail.message === detail.code ? 'Try again' : detail.message}.`)
})
document.body.addEventListener('alter-exit', ({ detail }) => {
  if (detail.certain) show('Nothing was connected.')
})
