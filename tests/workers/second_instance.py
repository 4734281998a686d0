"""Another installation, in a process and on a database of its own; it takes one step a line.

Reads JSON from standard input: first the alias's fields, then anything to retrieve and dispatch
once. Answers each line with how many mails it has sent.
"""

import json
import sys


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from activities.models import Recipient
    from aliases.models import Alias
    from departments.first import root_department
    from tests.stock import dispatch_now, retrieve_now

    fields = json.loads(sys.stdin.readline())
    alias = Alias.objects.create(department=root_department(), **fields)
    print("ready", flush=True)
    for _ in sys.stdin:
        retrieve_now(alias)
        dispatch_now(alias)
        print(Recipient.objects.filter(state="sent").count(), flush=True)


if __name__ == "__main__":
    main()
