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
DESK = "reply_all,forward,redirect,unsent_mail"
WIZARD = "general,servers,summary"
BULK = "activate,deactivate,servers,assign"

OPENS = {
    "ADOGU": f"""
        unnamed index board healthz readyz metrics help login app_list jsi18n password_change password_change_done search
        activities_activity({READ},attachment,file,left_out,kept,html,headers,trace) activities_recipient({READ})
        activities_exceptionactivity({READ}) exceptions_suppression({SETTING}) exceptions_optout({SETTING})
        activities_queue({SETTING}) activities_queuedactivity({READ}) activities_case({SETTING})
        aliases_alias({SETTING}) aliases_wizard_made departments_team({SETTING})
        contacts_person({SETTING})
    """,
    "ADOU": f"""
        departments_partition({SETTING}) departments_department({SETTING},deleted)
        departments_maskingpattern({SETTING})
        activities_workflow({SETTING},rules,versions,try) activities_acknowledgementtext({SETTING})
        activities_failedmessage({READ}) exceptions_deliveryexception({SETTING},try)
        activities_casetemplate({SETTING}) activities_prioritymatrix({SETTING}) activities_hook({SETTING})
        activities_hookevent({READ})
        aliases_incident({READ}) aliases_maintenance({SETTING}) aliases_monitor({SETTING})
        aliases_serviceinstance({SETTING}) aliases_job({READ}) workers_node_changelist
        accounts_oauthapplication({SETTING}) accounts_emailaccount({SETTING})
        aliases_alias_of_account contacts_directory({SETTING})
        attachments_blockedattachment({READ}) attachments_blockedextension({SETTING},try)
        attachments_departmentsettings({SETTING}) attachments_partitionrule({SETTING})
    """,
    "ADO": """
        activities_activity(source) activities_failedmessage(source) aliases_maintenance(add)
    """,
    "ADU": f"departments_user({SETTING}) departments_trial({READ})",
    "ADOG": "exceptions_optout(end)",
    "ADG": f"activities_activity(write,reply,{DESK},write_notices,unsent,unsent_preview,unsent_html)",
    "AD": f"""
        aliases_alias(add,delete) aliases_wizard aliases_wizard({WIZARD})
        activities_workflow(add,delete) activities_acknowledgementtext(add,delete) activities_queue(add,delete)
        activities_casetemplate(add,delete) aliases_maintenance(delete) aliases_monitor(add,delete)
        activities_hook(add,delete)
        departments_department(add) departments_team(add,delete)
        attachments_blockedattachment(download) attachments_blockedextension(add,delete)
        attachments_departmentsettings(add,delete)
        exceptions_deliveryexception(add,delete) exceptions_suppression(add) exceptions_optout(add)
        departments_user(add,delete) auth_user_password_change
        accounts_emailaccount(add,delete,sign_in,callback)
        contacts_person(add,delete,import) contacts_directory(add,delete)
    """,
    "A": """
        departments_department(delete) aliases_serviceinstance(add,delete)
        activities_prioritymatrix(add,delete)
        accounts_oauthapplication(add,delete) departments_maskingpattern(add,delete)
        attachments_partitionrule(add,delete)
    """,
    "": f"""
        activities_activity(again,add,delete,remote) board-retry activities_failedmessage(add,delete,again,discard)
        activities_recipient(add,delete,retry,hold,cancel,other) attachments_blockedattachment(add,delete)
        activities_exceptionactivity(add,delete,work) exceptions_suppression(clear,delete) exceptions_optout(delete)
        opt-out activities_queue(next) activities_queuedactivity(add,delete,work) activities_case(add,delete)
        activities_hook(test,replay) activities_hookevent(add,delete)
        aliases_alias(test,test_new,unassign,again) aliases_job(add,delete,run)
        aliases_serviceinstance(start,stop,move) workers_node(add,change,delete,history)
        aliases_alias_bulk({BULK},test,run)
        aliases_wizard(test,discard)
        aliases_incident(add,delete,acknowledge,snooze,unsnooze) aliases_monitor(test)
        auth_group(add,{READ},delete)
        departments_partition(add,delete,production,test,test_new) departments_trial(add,delete)
        accounts_oauthapplication(verify,verify_new) accounts_emailaccount(paste,test)
        activities_workflow(back,part)
        autocomplete view_on_site departments_maskingpattern(preview)
        contacts_person(undo,import_trial) contacts_directory(test,test_new)
    """,
}

USES = {
    "ADOGU": """
        unnamed index board help login app_list password_change search
        activities_activity(changelist,history,attachment,file,left_out,kept) activities_recipient(changelist,history)
        activities_exceptionactivity(change,changelist,history)
        exceptions_suppression(changelist,history) exceptions_optout(changelist,history)
        activities_queue(changelist,history) activities_queuedactivity(change,changelist,history)
        activities_case(changelist,history)
        aliases_alias(changelist,history) aliases_wizard_made departments_team(changelist,history)
        contacts_person(changelist,history)
    """,
    "ADOU": """
        activities_failedmessage(changelist,history)
        activities_casetemplate(changelist,history) activities_prioritymatrix(changelist,history)
        activities_hook(changelist,history) activities_hookevent(changelist,history)
        attachments_blockedattachment(changelist,history)
        attachments_blockedextension(changelist,history,try)
        attachments_departmentsettings(changelist,history)
        attachments_partitionrule(changelist,history)
        exceptions_deliveryexception(changelist,history,try)
        departments_partition(changelist,history) departments_department(changelist,history)
        aliases_incident(changelist,history)
        aliases_maintenance(changelist,history) aliases_monitor(changelist,history)
        aliases_serviceinstance(changelist,history) aliases_job(changelist,history)
        workers_node_changelist aliases_alias_of_account
        accounts_oauthapplication(changelist,history) accounts_emailaccount(changelist,history)
        departments_maskingpattern(changelist,history) contacts_directory(changelist,history)
        activities_workflow(changelist,history,versions,try,part) activities_acknowledgementtext(changelist,history)
    """,
    "ADO": """
        activities_activity(source) activities_failedmessage(source,again)
        aliases_alias(test,again) aliases_alias_bulk(test,run) aliases_job(run)
        aliases_serviceinstance(start,stop) departments_partition(test) board-retry
        accounts_oauthapplication(verify) accounts_emailaccount(test)
        aliases_incident(acknowledge,snooze,unsnooze) contacts_directory(test)
        aliases_maintenance(add,change,simple_history)
    """,
    "ADU": "departments_user(changelist,history) departments_trial(changelist,history)",
    "ADOG": """
        activities_exceptionactivity(work) exceptions_suppression(clear) exceptions_optout(end)
        activities_recipient(retry,hold,cancel,other)
    """,
    "ADG": f"""
        activities_activity(write,reply,remote,again,{DESK}) activities_queue(next)
        activities_queuedactivity(work) activities_case(change,simple_history)
    """,
    "AD": f"""
        activities_failedmessage(discard) exceptions_suppression(add,change,simple_history) exceptions_optout(add)
        activities_queue(add,change,delete,simple_history)
        activities_casetemplate(add,change,delete,simple_history)
        exceptions_deliveryexception(add,change,delete,simple_history)
        aliases_alias(add,change,delete,simple_history,test_new,unassign) aliases_alias_bulk({BULK})
        aliases_wizard aliases_wizard({WIZARD},test,discard) aliases_serviceinstance(move)
        aliases_maintenance(delete) aliases_monitor(add,change,delete,simple_history,test)
        activities_hook(add,change,delete,simple_history,test,replay)
        departments_department(add,change,simple_history)
        attachments_blockedattachment(download)
        attachments_blockedextension(add,change,delete,simple_history)
        attachments_departmentsettings(add,change,delete,simple_history)
        departments_team(add,change,delete,simple_history)
        activities_workflow(add,change,delete,simple_history,rules,back)
        activities_acknowledgementtext(add,change,delete,simple_history)
        departments_user(add,change,delete,simple_history) auth_user_password_change
        accounts_emailaccount(add,change,delete,simple_history,sign_in,paste)
        contacts_person(add,change,delete,simple_history,import,undo)
        contacts_directory(add,change,delete,simple_history,test_new)
    """,
    "A": """
        attachments_partitionrule(add,change,delete,simple_history)
        activities_prioritymatrix(add,change,delete,simple_history)
        departments_department(delete) aliases_serviceinstance(add,change,delete,simple_history)
        departments_partition(change,simple_history,production)
        accounts_oauthapplication(add,change,delete,simple_history,verify_new)
        departments_maskingpattern(add,change,delete,simple_history,preview)
    """,
    "": f"""
        activities_activity(write_notices,unsent,unsent_preview,unsent_html)
        healthz readyz metrics activities_activity(add,change,delete,html,headers,trace) activities_failedmessage(add,change,delete)
        activities_recipient(add,change,delete) aliases_incident(add,change,delete)
        attachments_blockedattachment(add,change,delete)
        aliases_job(add,change,delete) workers_node(add,change,delete,history)
        activities_exceptionactivity(add,delete) exceptions_suppression(delete)
        exceptions_optout(change,delete,simple_history) opt-out activities_queuedactivity(add,delete)
        activities_case(add,delete) activities_hookevent(add,change,delete)
        auth_group(add,{READ},delete) departments_partition(add,delete,test_new)
        departments_department(deleted) departments_trial(add,change,delete)
        jsi18n password_change_done autocomplete view_on_site accounts_emailaccount(callback)
        contacts_person(import_trial)
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
