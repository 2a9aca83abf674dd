"""Everything kbsearch reports when it fails, as one tree.

    KbError
    ├── UsageError               exit 2: the caller can mend it in the call or the settings
    │   ├── NoKnowledgeBase      KBE1001
    │   ├── SettingsInvalid      KBE1002
    │   ├── ArticleUnknown       KBE1003
    │   ├── CodeUnknown          KBE1004, exit 1: asked rightly, found nothing
    │   ├── PasteTooLarge        KBE1005
    │   ├── PasteEmpty           KBE1006
    │   ├── FileExistsAlready    KBE1007
    │   ├── NothingToIndex       KBE1008
    │   ├── LabelsInvalid        KBE1009
    │   ├── RequestInvalid       KBE1010
    │   ├── HostRefused          KBE1011
    │   ├── ArticleUnreadable    KBE1012
    │   ├── AccountUnknown       KBE1030
    │   ├── AccountExists        KBE1031
    │   ├── NameInvalid          KBE1032
    │   ├── PasswordWeak         KBE1033
    │   ├── SignInRefused        KBE1034
    │   ├── TokenRefused         KBE1035
    │   ├── NotAllowed           KBE1036
    │   ├── ApprovalClosed       KBE1037
    │   ├── ApproverMissing      KBE1038
    │   ├── EditRefused          KBE1041
    │   ├── ArticleChanged       KBE1042
    │   ├── ReviewTooEarly       KBE1043
    │   ├── AccountsMissing      KBE1044
    │   ├── PictureRefused       KBE1045
    │   ├── FormRefused          KBE1046
    │   ├── TicketUnknown        KBE1050
    │   ├── TicketInvalid        KBE1051
    │   ├── TicketRefused        KBE1052
    │   ├── ResolutionTaken      KBE1053
    │   ├── ReplyQuestioned      KBE1054
    │   ├── PromiseClosed        KBE1055
    │   ├── RequesterUnknown     KBE1056
    │   ├── ReportUnknown        KBE1057
    │   ├── PeriodInvalid        KBE1058
    │   ├── AttachmentRefused    KBE1060
    │   ├── AccessKeyRefused     KBE1061
    │   ├── MailNotSet           KBE1062
    │   ├── MailTooLarge         KBE1064
    │   ├── MailUnknown          KBE1065
    │   ├── LetterRefused        KBE1066
    │   ├── LetterTextInvalid    KBE1067
    │   ├── SecretMissing        KBE1068
    │   ├── DeliveryRefused      KBE1069
    │   ├── ManifestMissing      KBE1070
    │   ├── ManifestInvalid      KBE1071
    │   ├── ReleaseShipped       KBE1072
    │   ├── WaiversInvalid       KBE1080
    │   ├── BaselineInvalid      KBE1081
    │   ├── BaselineGrows        KBE1082
    │   ├── SubjectUnknown       KBE1083
    │   ├── ReportInvalid        KBE1084
    │   └── ReleaseUnknown       KBE1085
    └── CannotRun                exit 3: something outside the call is in the way
        ├── IndexMissing         KBE1020
        ├── IndexBroken          KBE1021
        ├── IndexLocked          KBE1022
        ├── FolderNotWritable    KBE1023
        ├── DiskFull             KBE1024
        ├── EngineFailed         KBE1025
        ├── ExtraMissing         KBE1026
        ├── PortTaken            KBE1027
        ├── Unforeseen           KBE1028
        ├── StateFailed          KBE1039
        ├── StateNewer           KBE1040
        ├── ProcessesRefused     KBE1047
        ├── MailboxFailed        KBE1063
        ├── BaseMissing          KBE1073
        ├── CatalogueUnreadable  KBE1074
        ├── SourceQuiet          KBE1075
        └── SourcesFailed        KBE1076

The tree stands here, the classes in one file for each room that reports them.
Every class states its code, its message template (placeholders in braces), and the next
step. `str(error)` is the whole sentence and ends with the code in brackets. Each code has an
article in articles/ whose message is the template; a test holds the two together.
"""

from __future__ import annotations

from kbsearch.errors.asking import (
    ArticleUnknown,
    ArticleUnreadable,
    CodeUnknown,
    FileExistsAlready,
    HostRefused,
    LabelsInvalid,
    NoKnowledgeBase,
    NothingToIndex,
    PasteEmpty,
    PasteTooLarge,
    RequestInvalid,
    SettingsInvalid,
)
from kbsearch.errors.base import CannotRun, KbError, UsageError
from kbsearch.errors.mail import (
    AccessKeyRefused,
    AttachmentRefused,
    DeliveryRefused,
    FormRefused,
    LetterRefused,
    LetterTextInvalid,
    MailboxFailed,
    MailNotSet,
    MailTooLarge,
    MailUnknown,
    SecretMissing,
)
from kbsearch.errors.people import (
    AccountExists,
    AccountsMissing,
    AccountUnknown,
    ApprovalClosed,
    ApproverMissing,
    NameInvalid,
    NotAllowed,
    PasswordWeak,
    SignInRefused,
    StateFailed,
    StateNewer,
    TokenRefused,
)
from kbsearch.errors.releases import (
    BaselineGrows,
    BaselineInvalid,
    BaseMissing,
    CatalogueUnreadable,
    ManifestInvalid,
    ManifestMissing,
    ReleaseShipped,
    ReleaseUnknown,
    ReportInvalid,
    SourceQuiet,
    SourcesFailed,
    SubjectUnknown,
    WaiversInvalid,
)
from kbsearch.errors.running import (
    DiskFull,
    EngineFailed,
    ExtraMissing,
    FolderNotWritable,
    IndexBroken,
    IndexLocked,
    IndexMissing,
    PortTaken,
    ProcessesRefused,
    Unforeseen,
)
from kbsearch.errors.tickets import (
    PeriodInvalid,
    PromiseClosed,
    ReplyQuestioned,
    ReportUnknown,
    RequesterUnknown,
    ResolutionTaken,
    TicketInvalid,
    TicketRefused,
    TicketUnknown,
)
from kbsearch.errors.writing import (
    ArticleChanged,
    EditRefused,
    PictureRefused,
    ReviewTooEarly,
)

__all__ = [
    "AccessKeyRefused",
    "AccountExists",
    "AccountUnknown",
    "AccountsMissing",
    "ApprovalClosed",
    "ApproverMissing",
    "ArticleChanged",
    "ArticleUnknown",
    "ArticleUnreadable",
    "AttachmentRefused",
    "BaseMissing",
    "BaselineGrows",
    "BaselineInvalid",
    "CannotRun",
    "CatalogueUnreadable",
    "CodeUnknown",
    "DeliveryRefused",
    "DiskFull",
    "EditRefused",
    "EngineFailed",
    "ExtraMissing",
    "FileExistsAlready",
    "FolderNotWritable",
    "FormRefused",
    "HostRefused",
    "IndexBroken",
    "IndexLocked",
    "IndexMissing",
    "KbError",
    "LabelsInvalid",
    "LetterRefused",
    "LetterTextInvalid",
    "MailNotSet",
    "MailTooLarge",
    "MailUnknown",
    "MailboxFailed",
    "ManifestInvalid",
    "ManifestMissing",
    "NameInvalid",
    "NoKnowledgeBase",
    "NotAllowed",
    "NothingToIndex",
    "PasswordWeak",
    "PasteEmpty",
    "PasteTooLarge",
    "PeriodInvalid",
    "PictureRefused",
    "PortTaken",
    "ProcessesRefused",
    "PromiseClosed",
    "ReleaseShipped",
    "ReleaseUnknown",
    "ReplyQuestioned",
    "ReportInvalid",
    "ReportUnknown",
    "RequestInvalid",
    "RequesterUnknown",
    "ResolutionTaken",
    "ReviewTooEarly",
    "SecretMissing",
    "SettingsInvalid",
    "SignInRefused",
    "SourceQuiet",
    "SourcesFailed",
    "StateFailed",
    "StateNewer",
    "SubjectUnknown",
    "TicketInvalid",
    "TicketRefused",
    "TicketUnknown",
    "TokenRefused",
    "Unforeseen",
    "UsageError",
    "WaiversInvalid",
]
