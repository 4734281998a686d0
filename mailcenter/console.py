"""What the console looks like: titles, colours and the sidebar, from the person's permissions."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy

Item = dict[str, Any]


def _item(title: str, icon: str, name: str, permission: str) -> Item:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(name),
        "permission": lambda request: request.user.has_perm(permission),
    }


def _demo(request: Any) -> bool:
    from django.conf import settings

    return bool(settings.DEMO)


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "mailcenter",
    "SITE_HEADER": "mailcenter",
    "SITE_SUBHEADER": "Email for contact centres",
    "SITE_SYMBOL": "forward_to_inbox",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("mailcenter/icon.svg"),
        }
    ],
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "SCRIPTS": [lambda request: static("mailcenter/labels.js")],
    "STYLES": [lambda request: static("mailcenter/console.css")],
    "DASHBOARD_CALLBACK": "mailcenter.board.views.fill",
    "COMMAND": {"search_models": False},
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "items": [
                    {
                        "title": "Dashboard",
                        "icon": "monitoring",
                        "link": reverse_lazy("admin:index"),
                    },
                    {
                        "title": "Customer (demo)",
                        "icon": "person",
                        "link": reverse_lazy("demo-customer"),
                        # Given, so that nobody asks for the address where there is no demo.
                        "active": lambda request: request.path.endswith("/customer/"),
                        "permission": _demo,
                    },
                ]
            },
            {
                "title": "Mail",
                "separator": True,
                "items": [
                    _item(
                        "Activities",
                        "mail",
                        "admin:activities_activity_changelist",
                        "activities.view_activity",
                    ),
                    _item(
                        "Queues",
                        "inbox_customize",
                        "admin:activities_queue_changelist",
                        "activities.view_queue",
                    ),
                    _item(
                        "Cases",
                        "folder_open",
                        "admin:activities_case_changelist",
                        "activities.view_case",
                    ),
                    _item(
                        "Sending",
                        "outbox",
                        "admin:activities_recipient_changelist",
                        "activities.view_recipient",
                    ),
                    _item(
                        "Exceptions",
                        "unsubscribe",
                        "admin:activities_exceptionactivity_changelist",
                        "activities.view_exceptionactivity",
                    ),
                    _item(
                        "Contacts",
                        "contacts",
                        "admin:contacts_person_changelist",
                        "contacts.view_person",
                    ),
                    _item(
                        "Failed messages",
                        "report",
                        "admin:activities_failedmessage_changelist",
                        "activities.view_failedmessage",
                    ),
                ],
            },
            {
                "title": "Email",
                "separator": True,
                "items": [
                    _item(
                        "Aliases",
                        "alternate_email",
                        "admin:aliases_alias_changelist",
                        "aliases.view_alias",
                    ),
                    _item(
                        "Workflows",
                        "account_tree",
                        "admin:activities_workflow_changelist",
                        "activities.view_workflow",
                    ),
                    _item(
                        "Acknowledgements",
                        "mark_email_read",
                        "admin:activities_acknowledgementtext_changelist",
                        "activities.view_acknowledgementtext",
                    ),
                    _item(
                        "Case templates",
                        "assignment",
                        "admin:activities_casetemplate_changelist",
                        "activities.view_casetemplate",
                    ),
                    _item(
                        "Delivery exceptions",
                        "rule",
                        "admin:exceptions_deliveryexception_changelist",
                        "exceptions.view_deliveryexception",
                    ),
                    _item(
                        "Suppressed addresses",
                        "block",
                        "admin:exceptions_suppression_changelist",
                        "exceptions.view_suppression",
                    ),
                    _item(
                        "Opt-outs",
                        "unsubscribe",
                        "admin:exceptions_optout_changelist",
                        "exceptions.view_optout",
                    ),
                    _item(
                        "Email accounts",
                        "inbox",
                        "admin:accounts_emailaccount_changelist",
                        "accounts.view_emailaccount",
                    ),
                    _item(
                        "Directory servers",
                        "account_tree",
                        "admin:contacts_directory_changelist",
                        "contacts.view_directory",
                    ),
                    _item(
                        "OAuth applications",
                        "key",
                        "admin:accounts_oauthapplication_changelist",
                        "accounts.view_oauthapplication",
                    ),
                ],
            },
            {
                "title": "Operation",
                "separator": True,
                "items": [
                    _item(
                        "Incidents",
                        "emergency_home",
                        "admin:aliases_incident_changelist",
                        "aliases.view_incident",
                    )
                    | {"badge": "aliases.incidents.pages.open_ones", "badge_variant": "danger"},
                    _item(
                        "Monitors",
                        "notifications",
                        "admin:aliases_monitor_changelist",
                        "aliases.view_monitor",
                    ),
                    _item(
                        "Webhooks",
                        "webhook",
                        "admin:activities_hook_changelist",
                        "activities.view_hook",
                    ),
                    _item(
                        "Maintenance",
                        "construction",
                        "admin:aliases_maintenance_changelist",
                        "aliases.view_maintenance",
                    ),
                    _item(
                        "Service instances",
                        "dns",
                        "admin:aliases_serviceinstance_changelist",
                        "aliases.view_serviceinstance",
                    ),
                    _item("Jobs", "schedule", "admin:aliases_job_changelist", "aliases.view_job"),
                    _item("Nodes", "memory", "admin:workers_node_changelist", "workers.view_node"),
                ],
            },
            {
                "title": "Attachments",
                "separator": True,
                "items": [
                    _item(
                        "Blocked attachments",
                        "attach_file_off",
                        "admin:attachments_blockedattachment_changelist",
                        "attachments.view_blockedattachment",
                    ),
                    _item(
                        "Blocked extensions",
                        "block",
                        "admin:attachments_blockedextension_changelist",
                        "attachments.view_blockedextension",
                    ),
                    _item(
                        "Settings of departments",
                        "rule_settings",
                        "admin:attachments_departmentsettings_changelist",
                        "attachments.view_departmentsettings",
                    ),
                    _item(
                        "Rules of the partition",
                        "gavel",
                        "admin:attachments_partitionrule_changelist",
                        "attachments.view_partitionrule",
                    ),
                ],
            },
            {
                "title": "Organisation",
                "separator": True,
                "items": [
                    _item(
                        "Partitions",
                        "domain",
                        "admin:departments_partition_changelist",
                        "departments.view_partition",
                    ),
                    _item(
                        "Departments",
                        "account_tree",
                        "admin:departments_department_changelist",
                        "departments.view_department",
                    ),
                    _item(
                        "Teams",
                        "groups",
                        "admin:departments_team_changelist",
                        "departments.view_team",
                    ),
                    _item(
                        "Priorities",
                        "grid_on",
                        "admin:activities_prioritymatrix_changelist",
                        "activities.view_prioritymatrix",
                    ),
                    _item(
                        "Masking",
                        "visibility_off",
                        "admin:departments_maskingpattern_changelist",
                        "departments.view_maskingpattern",
                    ),
                    _item(
                        "People",
                        "group",
                        "admin:departments_user_changelist",
                        "departments.view_user",
                    ),
                    _item(
                        "Groups",
                        "badge",
                        "admin:auth_group_changelist",
                        "auth.view_group",
                    ),
                    _item(
                        "Tests",
                        "fact_check",
                        "admin:departments_trial_changelist",
                        "departments.view_trial",
                    ),
                    _item(
                        "Deleted",
                        "delete_history",
                        "admin:departments_department_deleted",
                        "departments.view_department",
                    ),
                ],
            },
        ],
    },
}
