"""Which ready-made role may open (GET) and use (POST) which page, in its own department.

A Administrator, D Department administrator, O Operator, G Agent, U Auditor. Pages that only superusers have, and pages
that are not there for the method, stand under "". Pages are named as in the resolver; of
``app_model`` stand the kinds of page in brackets.
"""

ROLES = {
    "A": "Administrator",
    "D": "Department administrator",
    "O": "Operator",
    "G": "Agent",
    "U": "Auditor",
}

READ = "change,changelist,history"
SETTING = f"{READ},simple_history"
WIZARD = "general,servers,summary"
BULK = "activate,deactivate,servers"

OPENS = {
    "ADOGU": f"""
        unnamed index help login app_list jsi18n password_change password_change_done search
        activities_activity({READ},attachment,trace) activities_recipient({READ})
        activities_exceptionactivity({READ}) exceptions_suppression({SETTING})
        aliases_alias({SETTING}) aliases_wizard_made departments_team({SETTING})
    """,
    "ADOU": f"""
        departments_partition({SETTING}) departments_department({SETTING},deleted)
        activities_failedmessage({READ}) exceptions_deliveryexception({SETTING},try)
    """,
    "ADO": "activities_activity(source) activities_failedmessage(source)",
    "ADU": f"departments_user({SETTING}) departments_trial({READ})",
    "ADG": "activities_activity(write,reply)",
    "AD": f"""
        aliases_alias(add,delete) aliases_wizard aliases_wizard({WIZARD})
        departments_department(add) departments_team(add,delete)
        exceptions_deliveryexception(add,delete) exceptions_suppression(add)
        departments_user(add,delete) auth_user_password_change
    """,
    "A": "departments_department(delete)",
    "": f"""
        activities_activity(add,delete) activities_failedmessage(add,delete,again,discard)
        activities_exceptionactivity(add,delete,work) exceptions_suppression(clear,delete)
        activities_recipient(add,delete)
        aliases_alias(test,test_new) aliases_alias_bulk({BULK},test,run)
        aliases_wizard(test,discard)
        auth_group(add,{READ},delete)
        departments_partition(add,delete,production,test,test_new) departments_trial(add,delete)
        autocomplete view_on_site
    """,
}

USES = {
    "ADOGU": """
        unnamed index help login app_list password_change search
        activities_activity(changelist,history,attachment) activities_recipient(changelist,history)
        activities_exceptionactivity(change,changelist,history)
        exceptions_suppression(changelist,history)
        aliases_alias(changelist,history) aliases_wizard_made departments_team(changelist,history)
    """,
    "ADOU": """
        activities_failedmessage(changelist,history)
        exceptions_deliveryexception(changelist,history,try)
        departments_partition(changelist,history) departments_department(changelist,history)
    """,
    "ADO": """
        activities_activity(source) activities_failedmessage(source,again)
        aliases_alias(test) aliases_alias_bulk(test,run) departments_partition(test)
    """,
    "ADU": "departments_user(changelist,history) departments_trial(changelist,history)",
    "ADOG": "activities_exceptionactivity(work) exceptions_suppression(clear)",
    "ADG": "activities_activity(write,reply)",
    "AD": f"""
        activities_failedmessage(discard) exceptions_suppression(add,change,simple_history)
        exceptions_deliveryexception(add,change,delete,simple_history)
        aliases_alias(add,change,delete,simple_history,test_new) aliases_alias_bulk({BULK})
        aliases_wizard aliases_wizard({WIZARD},test,discard)
        departments_department(add,change,simple_history)
        departments_team(add,change,delete,simple_history)
        departments_user(add,change,delete,simple_history) auth_user_password_change
    """,
    "A": """
        departments_department(delete) departments_partition(change,simple_history,production)
    """,
    "": f"""
        activities_activity(add,change,delete,trace) activities_failedmessage(add,change,delete)
        activities_exceptionactivity(add,delete) exceptions_suppression(delete)
        activities_recipient(add,change,delete)
        auth_group(add,{READ},delete) departments_partition(add,delete,test_new)
        departments_department(deleted) departments_trial(add,change,delete)
        jsi18n password_change_done autocomplete view_on_site
    """,
}


def named(text: str) -> set[str]:
    """The names of pages in a line of the tables."""
    found = set()
    for word in text.split():
        page, _, kinds = word.rstrip(")").partition("(")
        found |= {f"{page}_{kind}" for kind in kinds.split(",")} if kinds else {page}
    return found


def allowed(table: dict[str, str], role: str) -> set[str]:
    return {name for roles, text in table.items() if role in roles for name in named(text)}


def listed(table: dict[str, str]) -> list[str]:
    return [name for text in table.values() for name in named(text)]
