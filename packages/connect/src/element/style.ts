const STYLE =
  ':host{display:inline-block}:host([hidden]){display:none}button{font:inherit}' +
  '[role=status]{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}'

/** Handed over by script, since a strict policy lets in no `<style>`. */
export function createSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  return sheet
}
