"""What the words of mail servers mean, where their codes do not say it or say it wrong."""

import re
from functools import lru_cache

from wire.bounce.values import Nature

# What may change by itself, whatever the code says.
RECOVERS = (
    r"over ?quota|quota.{0,30}(?:exceed|full)|exceed.{0,40}quota|(?:mailbox|mail ?folder|inbox"
    r"|mail ?drop|account|user|mail box).{0,30}(?:is |was )?(?:almost )?(?:full|over its limit)\b"
    r"|exceed.{0,20}(?:mailbox|storage|allowed (?:space|size))|insufficient (?:disk|system)"
    r" (?:space|storage|resources)|(?:mailbox|user).{0,20} exceed(?:s|ed)? (?:allowed|the local|its|their)|disk full"
    r"|too much mail|not enough (?:disk|storage) space|out of (?:disk|storage) space|disk quota"
    r"|no space left|(?:casilla|buz[oó]n|caixa).{0,20}(?:llen|chei)|bo[iî]te.{0,20}pleine"
    r"|postfach.{0,30}voll|容量|ящик.{0,20}переполнен"
    r"|gr[ae]y-?list|(?:re)?try(?:ing)? (?:again )?(?:later|in \d)|try again (?:after|at|soon)"
    r"|temporar(?:y|ily)"
    r"|\bdeferred\b|too many (?:connections|messages|errors|recipients)"
    r"|rate(?:[ -]limit|.{0,25}prevents)|throttl"
)
# Refusals by what the sender or the message is, in words that mean nothing else.
REFUSED = (
    r"\bspam|\bspf\b|\bdkim\b|\bdmarc\b|black ?-?list|block ?-?list|\brbl\b|dnsbl"
    r"|\bblocked (?:by|using|for|due)|\bis blocked|\bbanned|reputation|\bvirus|infected|unsolicited|\bube\b"
    r"|polic(?:y|ies)|relay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted|not allowed|prohibited)"
    r"|unable to relay|sender (?:address )?(?:rejected|refused|denied)|unrout(?:e)?able sender"
    r"|reverse dns|\brdns\b|ptr record|authenticat|too (?:big|large)|(?:message|maximum|mail) (?:\w+ ){0,3}size"
    r"|content (?:was )?rejected"
)
DEAD_USER = (
    r"user.{0,20}(?:unknown|not (?:found|known|exist|listed)|doesn'?t exist|does not exist|invalid)"
    r"|(?:unknown|invalid|no such|non-?existent|not a valid|not a known|undefined|illegal|bad)"
    r" (?:local |virtual |final delivery |destination |email |e-mail |forward |smtp )?"
    r"(?:user|recipient|mailbox|account|address|alias|person|userid|name|local[- ]part)"
    r"|(?:recipient|mailbox|account|address|addressee|alias|name|local[- ]part).{0,60}"
    r"(?:not found|unknown|unrecogni[sz]ed|not recogni[sz]ed|does not exist|doesn'?t exist"
    r"|doesn't have an? |no longer|not exist|is invalid|invalid)"
    r"|no (?:such |valid )?(?:mailbox|mail ?box|user|recipient)|nosuchuser|no one|nobody (?:here|by)"
    r"|mailbox (?:unavailable|not available|disabled|inactive|is (?:disabled|inactive))"
    r"|not (?:listed|our customer|in.{0,20}address book)|is not a (?:registered|valid|known|local)"
    r"|recip(?:ient)?notfound|recipient address rejected: access denied|\binactive"
    r"|(?:disabled|deactivated|suspended|closed) (?:recipient|user|mailbox|account|address)"
    r"|unrout(?:e)?able address|(?:user|account|mailbox|address) (?:has been |is |was )?(?:disabled|closed"
    r"|expired|deleted|suspended|discontinued|deactivated)|(?:has|have) (?:left|moved)"
    r"|unknown[- ](?:local|address)|can'?t verify recipient|cannot find (?:your recipient|the user)"
    r"|unbekannt|inconnu|desconocid|desconhecid|inexistente|no existe|n'existe|sconosciut|onbekend"
    r"|nicht vorhanden|existiert nicht|ha expirado|存在しない|見つかりません|存在しません|не существует|не найден|不存在|없"
)
DEAD_HOST = (
    r"(?:host|domain|system|site|mailer).{0,40}(?:unknown|not found(?!, try)|does not exist"
    r"|doesn'?t exist|invalid)|(?:unknown|invalid|bad|illegal) (?:host|domain|site|system)|nxdomain"
    r"|no (?:mx|dns|a) (?:record|or)|no mail (?:server|host|exchanger)|unrout(?:e)?able (?:mail )?domain"
    r"|name service error(?!.{0,60}try again)|does not accept (?:any )?mail|unresolvable"
)
UNREACHABLE = (
    r"timed? ?-?out|message (?:has )?expired|(?:delivery|retry) time(?:out)? (?:expired|exceeded)"
    r"|(?:in|on) (?:the )?queue too long|connection (?:was )?(?:refused|reset|lost|dropped|closed)"
    r"|lost connection|not accepting connections|(?:could|can) ?not (?:connect|be reached)"
    r"|cannot send message for \d|network is unreachable|no route to host|unable to (?:connect|contact)"
    r"|hop count|mail loop|routing loop|loops? back|too many hops|service (?:not|un)available"
    r"|server (?:busy|down)|\d+ attempts|internal (?:software |server )?error"
    r"|local (?:configuration )?error|host not found, try again|failing for a (?:long|while)"
    r"|retr(?:y|ies) (?:limit|timeout|exceeded)|max(?:imum)? (?:number of )?retries|ex_tempfail"
    r"|(?:not|isn't|no) (?:responding|response|answer)|unreachable|host is down|i/o error|system error"
    r"|dns (?:error|failure|lookup)|too many \"?received|(?:un|not )able to open|lock (?:file|the mailbox)"
    r"|could not be delivered for|deleted from (?:the )?queue|undelivered (?:for|after) \d"
    r"|(?:for|after) (?:\d+|several) (?:days|hours)"
)
UNWANTED = (
    r"den(?:ied|y)|reject|refus|prohibit|forbid|not (?:accept|permitted|allowed|authori[sz]ed)"
    r"|\bblocked?\b|listed (?:in|at|on|by)|line (?:limit|too long)|not (?:a )?member|permission|content"
    r"|exceeds? (?:the )?(?:maximum|size|limit)|protocol|violation|invalid ip|bad (?:command|sequence)"
    r"|improper|syntax|not implemented"
)
# The order is the rule: what is more particular stands before what may stand beside it.
WORDS: tuple[tuple[Nature, str], ...] = (
    ("soft", RECOVERS),
    ("policy", REFUSED),
    ("hard", DEAD_USER),
    ("hard", DEAD_HOST),
    ("soft", UNREACHABLE),
    ("policy", UNWANTED),
)
TABLE = tuple((nature, re.compile(words, re.IGNORECASE)) for nature, words in WORDS)
# Addresses and links in a diagnostic hold such words and mean nothing by them.
NOISE = re.compile(r"https?://\S+|\S+@\S+|www\.\S+", re.IGNORECASE)
# These expressions take microseconds a character; what decides is said at the beginning.
MAX_WORDS = 1200


def nature(diagnostic: str) -> Nature | None:
    """What the diagnostic says in words, None where it says nothing these rules know."""
    return _nature(diagnostic[:MAX_WORDS])


def recovers(diagnostic: str) -> bool:
    """True where the words promise that it may work later: full, greylisted, too fast."""
    return bool(TABLE[0][1].search(_words(diagnostic[:MAX_WORDS])))


# Reports on many recipients say the same of each.
@lru_cache(maxsize=64)
def _nature(diagnostic: str) -> Nature | None:
    text = _words(diagnostic)
    return next((nature for nature, words in TABLE if words.search(text)), None)


def _words(diagnostic: str) -> str:
    return " ".join(NOISE.sub(" ", diagnostic).split())
