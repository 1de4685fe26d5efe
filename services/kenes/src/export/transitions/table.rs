//! The table of all methods that write a kind of the registry and are not standard ones: how what each did comes back by an export.

use super::{Of, When};

/// How what a method did comes back.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "why is for the reader, and for the test")
)]
pub(in crate::export) enum Told {
    /// By calls of it after the creation.
    Call(Called),
    /// By another line, or by itself; why.
    Otherwise(&'static str),
    /// Not at all; why.
    Not(&'static str),
}

/// The calls of a method.
#[derive(Clone, Copy, Debug)]
pub(in crate::export) struct Called {
    pub(super) of: Of,
    /// The fields of its request that have another name in the resource, and that name: `acceptance.accept_date`.
    pub(super) fields: &'static [(&'static str, &'static str)],
    pub(super) when: When,
}

/// Of every method: the kind, the method, how it comes back. The calls of a resource are in this order.
pub(super) const TABLE: &[(&str, &str, Told)] = &[
    ("Organization", "SuspendOrganization", TURN),
    ("Organization", "ReinstateOrganization", TURN),
    ("Organization", "DissolveOrganization", TURN),
    (
        "Organization",
        "MergeOrganizations",
        Told::Otherwise("it dissolves, and its successor names it among its predecessors"),
    ),
    (
        "Organization",
        "LinkOrganization",
        Told::Otherwise("the service writes `successors` when the successor is created"),
    ),
    (
        "Membership",
        "ApproveMembership",
        Told::Otherwise("the creation says who approved it, when and by which act"),
    ),
    (
        "Membership",
        "EndMembership",
        Told::Otherwise("the creation says its last day, the reason and the decision"),
    ),
    (
        "Membership",
        "ReviewMembership",
        Told::Otherwise("the service judges `approval` itself"),
    ),
    (
        "Mandate",
        "EndMandate",
        Told::Otherwise("the creation says its last day"),
    ),
    (
        "Mandate",
        "ApproveRedaction",
        Told::Not("what was erased is not there: a mandate without its subject is left out"),
    ),
    (
        "Person",
        "ApproveRedaction",
        Told::Not("an erased person is deleted for good, and no list has one"),
    ),
    (
        "Nomination",
        "AcceptNomination",
        end(Of::State(&["STATE_ACCEPTED"]), &[]),
    ),
    (
        "Nomination",
        "DeclineNomination",
        end(Of::State(&["STATE_DECLINED"]), &[]),
    ),
    (
        "Nomination",
        "WithdrawNomination",
        end(Of::State(&["STATE_WITHDRAWN"]), &[]),
    ),
    (
        "Code",
        "LoadReferenceData",
        Told::Otherwise("a built-in code is created like any other"),
    ),
    ("Redaction", "ErasePerson", REDACTED),
    ("Redaction", "RedactComment", REDACTED),
    ("Redaction", "ApproveRedaction", REDACTED),
    ("Redaction", "RejectRedaction", REDACTED),
    ("Redaction", "FinishRedaction", REDACTED),
    (
        "Agreement",
        "SignAgreement",
        call(Of::Field("sign_date"), &[]),
    ),
    (
        "Agreement",
        "AmendAgreement",
        call(Of::Each("amendments"), &[]),
    ),
    (
        "Agreement",
        "TerminateAgreement",
        end(
            Of::Field("terminate_date"),
            &[("reasons", "termination_reasons")],
        ),
    ),
    (
        "Project",
        "CompleteProject",
        end(Of::Field("complete_date"), &[]),
    ),
    (
        "Project",
        "CancelProject",
        end(Of::Field("cancel_date"), &[("reasons", "cancel_reasons")]),
    ),
    (
        "SupportProgram",
        "AdoptSupportProgram",
        call(Of::State(&["STATE_ADOPTED", "STATE_CLOSED"]), &[]),
    ),
    (
        "SupportProgram",
        "CloseSupportProgram",
        end(
            Of::State(&["STATE_CLOSED"]),
            &[("reasons", "close_reasons")],
        ),
    ),
    (
        "BudgetAllocation",
        "ChangeBudgetAllocation",
        call(Of::Entry, &[]),
    ),
    ("BudgetAllocation", "RecordExecution", call(Of::Entry, &[])),
    (
        "Tender",
        "AnnounceTender",
        call(Of::Field("announce_time"), &[]),
    ),
    ("Tender", "AmendTender", FINAL),
    ("Tender", "ExtendTender", FINAL),
    (
        "Tender",
        "OpenApplications",
        Told::Otherwise("a tender that is over is opened by its announcement"),
    ),
    (
        "Tender",
        "DeclareConflict",
        timed(Of::Each("conflicts"), "declare_time"),
    ),
    (
        "Tender",
        "FailLot",
        timed(Of::Each("lot_failures"), "fail_time"),
    ),
    (
        "Tender",
        "CancelTender",
        end(Of::State(&["STATE_CANCELLED"]), &[]),
    ),
    (
        "Tender",
        "FailTender",
        end(Of::State(&["STATE_FAILED"]), &[]),
    ),
    (
        "Tender",
        "WithdrawTender",
        end(Of::State(&["STATE_WITHDRAWN"]), &[]),
    ),
    ("Tender", "ConfirmAward", AWARDED),
    ("Tender", "CancelAward", AWARDED),
    (
        "Application",
        "OpenApplications",
        Told::Otherwise("in a tender that is over nothing is sealed"),
    ),
    (
        "Application",
        "AdmitApplication",
        end(Of::State(&["STATE_ADMITTED"]), &[]),
    ),
    (
        "Application",
        "DisqualifyApplication",
        end(Of::State(&["STATE_DISQUALIFIED"]), &[]),
    ),
    (
        "Application",
        "WithdrawApplication",
        Told::Not("it stays sealed for good: nobody knows what it said"),
    ),
    (
        "Score",
        "SetAsideScore",
        Told::Otherwise("the service sets it aside when its member declares a conflict"),
    ),
    (
        "Award",
        "ConfirmAward",
        call(Of::State(&["STATE_ACTIVE", "STATE_CANCELLED"]), &[]),
    ),
    (
        "Award",
        "CancelAward",
        end(
            Of::State(&["STATE_CANCELLED", "STATE_UNSUCCESSFUL"]),
            &[("reasons", "cancel_reasons")],
        ),
    ),
    (
        "Contract",
        "SignContract",
        call(Of::Field("sign_date"), &[]),
    ),
    (
        "Contract",
        "AmendContract",
        call(Of::Each("amendments"), &[]),
    ),
    (
        "Contract",
        "TerminateContract",
        end(
            Of::State(&["STATE_TERMINATED"]),
            &[("reasons", "close_reasons")],
        ),
    ),
    (
        "Contract",
        "CompleteContract",
        end(
            Of::State(&["STATE_COMPLETED"]),
            &[("reasons", "close_reasons")],
        ),
    ),
    (
        "Contract",
        "CancelAward",
        Told::Otherwise("the service cancels it with its award"),
    ),
    (
        "Milestone",
        "AcceptMilestone",
        end(
            Of::Field("acceptance"),
            &[
                ("outcome", "state"),
                ("accept_date", "acceptance.accept_date"),
                ("accepted_by", "acceptance.accepted_by"),
                ("document", "acceptance.document"),
                ("reasons", "acceptance.reasons"),
            ],
        ),
    ),
    (
        "Payment",
        "ReversePayment",
        end(Of::Field("reverse_date"), &[("reasons", "reverse_reasons")]),
    ),
    (
        "Complaint",
        "DecideComplaint",
        end(
            Of::Field("decision"),
            &[
                ("outcome", "state"),
                ("decide_date", "decision.decide_date"),
                ("decided_by", "decision.decided_by"),
                ("reasons", "decision.reasons"),
                ("document", "decision.document"),
            ],
        ),
    ),
];

const TURN: Told = call(Of::Entry, &[("effective_date", "start_date")]);
const REDACTED: Told =
    Told::Not("officers decide on what is in one log, and another log does not have it");
const FINAL: Told = Told::Otherwise("a tender that is over is created as it was in the end");
const AWARDED: Told = Told::Otherwise("the state of a tender follows from its awards");

const fn call(of: Of, fields: &'static [(&'static str, &'static str)]) -> Told {
    let when = When::Soon;
    Told::Call(Called { of, fields, when })
}

const fn timed(of: Of, field: &'static str) -> Told {
    let (fields, when) = (&[], When::At(field));
    Told::Call(Called { of, fields, when })
}

const fn end(of: Of, fields: &'static [(&'static str, &'static str)]) -> Told {
    let when = When::Last;
    Told::Call(Called { of, fields, when })
}
