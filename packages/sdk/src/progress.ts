/** Where progress is written, such as `process.stderr`. */
export interface Output {
  write(text: string): unknown
  isTTY?: boolean
}

/** One line that tells how things stand: rewritten each second on a terminal, written when it changes elsewhere. */
export interface Progress {
  /** @param endsAt when it must be done by, as of `performance.now()`. */
  tell(text: string, endsAt: number): void
  /** Ends the line with a last word. */
  end(text: string): void
}

export function startProgress(output: Output): Progress {
  let text = ''
  let endsAt = 0
  function draw() {
    return output.write(`\r\u{1b}[K${text} (${clock(endsAt - performance.now())} left)`)
  }
  const timer = output.isTTY === true ? setInterval(() => text !== '' && draw(), 1_000).unref() : undefined
  return {
    tell: (next, end) => {
      const isNews = next !== text
      text = next
      endsAt = end
      if (timer !== undefined) draw()
      else if (isNews) output.write(`${text}\n`)
    },
    end: (last) => {
      clearInterval(timer)
      output.write(`${timer === undefined ? '' : '\r\u{1b}[K'}${last}\n`)
    },
  }
}

/** What comes from elsewhere must not steer the terminal. */
export function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, '')
}

function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
