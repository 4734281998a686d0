"""What the words of mail servers mean, where their codes do not say it or say it wrong."""

import re

from wire.bounce.values import Nature

# The order is the rule: what is more particular stands before what may stand beside it.
WORDINGS: tuple[tuple[Nature, str], ...] = (
    (
        "soft",
        r"over ?quota|quota.{0,30}(?:exceed|full)|exceed.{0,40}quota|(?:mailbox|mail ?folder|inbox"
        r"|mail ?drop|account|user|mail box).{0,30}(?:is |was )?(?:almost )?(?:full|over its limit)\b"
        r"|exceed.{0,20}(?:mailbox|storage|allowed (?:space|size))|insufficient (?:disk|system)"
        r" (?:space|storage|resources)|(?:mailbox|user).{0,20} exceeds? allowed size|disk full"
        r"|too much mail(?: data)? stored|not enough (?:disk|storage) space|out of disk space|disk quota"
        r"|no space left|(?:casilla|buz[oó]n|caixa).{0,20}(?:llen|chei)|bo[iî]te.{0,20}pleine"
        r"|postfach.{0,30}voll|容量|ящик.{0,20}переполнен",
    ),
    (
        "soft",
        r"gr[ae]y-?list|try again (?:later|in)|please (?:try|retry) (?:again )?later|temporar(?:y|ily)"
        r"|host not found, try again|\bdeferred\b|too many (?:connections|messages|errors|recipients)"
        r"|rate(?:[ -]limit|.{0,25}prevents)|throttl|resources temporarily",
    ),
    (
        "soft",
        r"timed? ?-?out|message (?:has )?expired|(?:delivery|retry) time(?:out)? (?:expired|exceeded)"
        r"|(?:in|on) (?:the )?queue too long|connection (?:was )?(?:refused|reset|lost|dropped|closed)"
        r"|lost connection|not accepting connections|(?:could|can) ?not (?:connect|be reached)"
        r"|cannot send message for \d|retry timeout|network is unreachable|no route to host"
        r"|unable to (?:connect|contact)|(?:hop count|loop|too many hops|too many received)"
        r"|service (?:not|un)available|not available|server (?:busy|down)|(?:for|after) \d+ (?:days|hours)"
        r"|\d+ attempts|I/O error|internal (?:software |server )?error|local (?:configuration )?error",
    ),
    (
        "hard",
        r"user.{0,20}(?:unknown|not (?:found|known|exist|listed)|doesn'?t exist|does not exist|invalid)"
        r"|(?:unknown|invalid|no such|non-?existent|not a valid|not a known|undefined|illegal|bad)"
        r" (?:local |virtual |final delivery |destination |email |e-mail |forward )?"
        r"(?:user|recipient|mailbox|account|address|alias|person|userid|name|local[- ]part)"
        r"|(?:recipient|mailbox|account|address|addressee|alias|name|local[- ]part).{0,60}"
        r"(?:not found|unknown|unrecogni[sz]ed|not recogni[sz]ed|does not exist|doesn'?t exist"
        r"|doesn't have an? |no longer|not exist|is invalid|invalid)"
        r"|no (?:such |valid )?(?:mailbox|mail ?box|user|recipient)|nosuchuser|no one|nobody (?:here|by)"
        r"|mailbox (?:unavailable|not available|disabled|inactive)|not (?:listed|our customer|in.{0,20}"
        r"address book)|is not a (?:registered|valid|known|local)|recipnotfound|recipientnotfound"
        r"|inactive|unrouteable address|unroutable address|account (?:has been )?(?:disabled|closed"
        r"|expired|deleted|suspended)|(?:has|have) (?:left|moved)|unknown[- ](?:local|address)"
        r"|(?:unbekannt|inconnu|desconocid|desconhecid|inexistente|no existe|n'existe|sconosciuto)"
        r"|user unknown|ha expirado|存在しない|見つかりません|не существует|不存在",
    ),
    (
        "hard",
        r"(?:host|domain|system|site|mailer).{0,40}(?:unknown|not found|does not exist|doesn'?t exist"
        r"|invalid)|(?:unknown|invalid|bad|illegal) (?:host|domain|site|system)|nxdomain"
        r"|no (?:mx|dns|a) (?:record|or)|no mail (?:server|host|exchanger)|unrouteable (?:mail )?domain"
        r"|name service error|does not accept (?:any )?mail|unresolvable|not a gateway",
    ),
    (
        "policy",
        r"\bspam|\bspf\b|\bdkim\b|\bdmarc\b|black ?-?list|block ?-?list|\brbl\b|dnsbl|\bblocked?\b"
        r"|\bbanned|reputation|polic(?:y|ies)|\bvirus|infected|unsolicited|\bube\b|access denied"
        r"|relay(?:ing)? (?:access )?(?:denied|not permitted|not allowed|prohibited)|not permitted"
        r"|not allowed|not authori[sz]ed|(?:prohibit|forbid|den[iy]|reject)|reverse dns|ptr record"
        r"|sender (?:address )?(?:rejected|refused|denied)|content|too (?:big|large)|size limit"
        r"|maximum (?:\w+ ){0,3}size|exceeds? (?:the )?(?:maximum|size|limit)|refused|not accepted"
        r"|authenticat|listed (?:in|at|on|by)|line (?:limit|too long)|not (?:a )?member|permission",
    ),
)
TABLE = tuple((nature, re.compile(words, re.IGNORECASE)) for nature, words in WORDINGS)
MAX_WORDS = 2000


def nature(diagnostic: str) -> Nature | None:
    """What the diagnostic says in words, None where it says nothing these rules know."""
    text = " ".join(diagnostic[:MAX_WORDS].split())
    return next((nature for nature, words in TABLE if words.search(text)), None)
