// @ts-check
const output = document.querySelector('output')

/** @param {string} text */
function show(text) {
  if (output) output.textContent = text
}

document.body.addEventListener('alter-success', ({ detail }) => {
  show(`Connected ${detail.connections.map(({ account_identifier }) => account_identifier).join(', ')}.`)
})
document.body.addEventListener('alter-error', ({ detail }) => show(`${detail.code}: ${detail.message}`))
document.body.addEventListener('alter-exit', ({ detail }) => {
  if (detail.certain) show('Nothing was connected.')
})
