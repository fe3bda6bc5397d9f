/** What a value of CSS comes to on an element, as `#rrggbb`; black where it is no colour. */
export function hexOf(value: string, around: Element): string {
  const probe = document.createElement('span')
  probe.style.color = value
  around.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  const canvas = new OffscreenCanvas(1, 1).getContext('2d')
  if (!canvas) return '#000000'
  canvas.fillStyle = color
  canvas.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
