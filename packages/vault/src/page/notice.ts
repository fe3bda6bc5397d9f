/** A page for a callback that belongs to no flow of this browser: there is nobody to send the user back to. */
export function noticePage(): Response {
  return new Response(NOTICE, {
    status: 400,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    },
  })
}

const NOTICE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>This sign-in could not be matched</title>
<h1>This sign-in could not be matched</h1>
<p>The answer that came back belongs to no connection started in this browser: its <code>state</code> is unknown, or it
was started in another window or too long ago. Nothing was connected.</p>
<p>Close this window, return to the app, and connect again.</p>
</html>
`
