//! The words of texts, in every language: titles, labels and the values that are words.

use chartkey_policy::{Directive, Effect};
use chartkey_vocabulary::{Action, Category, Purpose, Retraction, Selection};

use crate::{Command, Offer};

/// What has a word in every language. A word holds no line break and nothing that a line is
/// taken apart by.
pub trait Word: Copy {
    /// In English, as it is signed: printable ASCII.
    fn english(self) -> &'static str;

    /// In simplified Chinese, as it is shown beside.
    fn chinese(self) -> &'static str;
}

/// Words that are listed: each with its English and its Chinese.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($member:ident: $english:literal, $chinese:literal;)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub enum $name { $($member),+ }

        impl $name {
            #[cfg(test)]
            pub const ALL: &[Self] = &[$(Self::$member),+];
        }

        impl Word for $name {
            fn english(self) -> &'static str {
                match self { $(Self::$member => $english),+ }
            }

            fn chinese(self) -> &'static str {
                match self { $(Self::$member => $chinese),+ }
            }
        }
    )+};
}

words! {
    /// What a text is about; its first line.
    Title {
        CreateChart: "create a chart", "建立病历";
        Adopt: "take over a chart", "接管病历";
        Grant: "permit access", "授权访问";
        Deny: "deny access", "拒绝访问";
        Revoke: "revoke a provision", "撤销一项授权或拒绝";
        ReplacePermit: "replace a permit", "变更一项授权";
        ReplaceDeny: "replace a deny", "变更一项拒绝";
        PublishKey: "publish a category key", "发布一个类别的密钥";
        Rekey: "publish new category keys and envelopes", "发布新的类别密钥和密钥信封";
        Propose: "offer the chart to another account", "提出将病历移交给另一账户";
        Cancel: "take back the offer of the chart", "收回病历移交的提议";
        OpenRecords: "open records", "查阅记录";
        OpenSession: "open every record of these categories for 60 minutes",
            "在60分钟内查阅这些类别的全部记录";
        SelfReport: "add a document", "添加一份文档";
        Amend: "amend a document", "修订一份文档";
        Retract: "mark a record as entered in error", "将一条记录标记为误录";
        ChangeGuardians: "change the guardians", "更换守护人";
        RemoveGuardians: "remove the guardians", "取消全部守护人";
        Withdraw: "withdraw the waiting change", "撤回等待生效的变更";
        Veto: "veto the new key", "否决新密钥";
        EmergencyDirective: "set what may be opened in an emergency", "设定紧急情况下可以查阅的内容";
        IssuersDirective: "set what organizations may read of the records that they issued",
            "设定医疗机构可以查阅哪些由其出具的记录";
        Dispute: "dispute an entry of the log", "对一条访问日志提出异议";
        Erase: "erase a record", "删除一条记录";
        EraseDocument: "erase a document from this record on", "从此条记录起删除整份文档";
        Approve: "approve a new key as guardian", "以守护人身份同意更换新密钥";
    }

    /// What a line is about.
    Label {
        Chart: "Chart", "病历编号";
        Key: "Key", "签名公钥";
        NewKey: "New key", "新签名公钥";
        Salt: "Salt", "随机盐值";
        Provision: "Provision", "条款编号";
        For: "For", "对象";
        ForPractitioner: "For practitioner", "对象（医务人员）";
        ForOrganization: "For organization", "对象（医疗机构）";
        ForRepresentative: "For your representative", "对象（您的家属或代理人）";
        ForReader: "For your representative, who reads and cannot consent",
            "对象（您的家属或代理人，只能查阅，不能代您同意）";
        Categories: "Categories", "类别范围";
        Document: "Document", "文档编号";
        Purposes: "Purposes", "用途";
        Actions: "Actions", "操作";
        InAnEmergency: "In an emergency", "紧急情况下";
        From: "From", "开始时间";
        Until: "Until", "结束时间";
        Envelope: "Envelope", "密钥信封";
        Category: "Category", "类别";
        KeyEpoch: "Key epoch", "密钥期次";
        X25519Key: "X25519 key", "X25519 公钥";
        XWingKey: "X-Wing key", "X-Wing 公钥";
        ToAccount: "To account", "移交给账户";
        Record: "Record", "记录编号";
        Records: "Records", "各条记录编号";
        SentTo: "Sent to", "发送对象";
        SentToPractitioner: "Sent for treatment to practitioner", "发送对象（医务人员，供诊疗查阅）";
        SentToOrganization: "Sent for treatment to organization", "发送对象（医疗机构，供诊疗查阅）";
        Digest: "Digest", "文件摘要";
        Bytes: "Bytes", "文件大小（字节）";
        Locator: "Locator", "存放位置";
        Reason: "Reason", "原因";
        Threshold: "Threshold", "所需守护人数";
        DelayInHours: "Delay in hours", "等待时间（小时）";
        Guardian: "Guardian", "守护人承诺值";
        Entry: "Entry", "日志条目编号";
        DigestOfTheReason: "Digest of the reason", "理由摘要";
        Round: "Round", "轮次";
        Approvals: "Approvals", "同意的守护人数";
        Contract: "Contract", "合约账户";
        Chain: "Chain", "区块链";
        Lane: "Lane", "通道";
        Sequence: "Sequence", "序号";
        Deadline: "Deadline", "签名有效期至";
    }

    /// A value that is a word.
    Value {
        None: "none", "无";
        Nobody: "nobody", "不发送给任何人";
        Everything: "everything, also what comes later", "全部，包括以后新增的";
        EveryPractitioner: "every practitioner of every organization",
            "所有医疗机构的所有医务人员";
        Anyone: "anyone, also your representatives", "任何人，包括您的家属和代理人";
        NotOpened: "not opened", "不予查阅";
        AsTheDirectiveSays: "as the directive says", "按您设定的可查阅内容";
        WithoutEnd: "without end", "无期限";
    }
}

impl Title {
    /// The title of a command.
    pub fn of(command: &Command) -> Self {
        match command {
            Command::CreateChart(_) => Self::CreateChart,
            Command::Adopt(_) => Self::Adopt,
            Command::Grant(_) => Self::Grant,
            Command::Deny(_) => Self::Deny,
            Command::Revoke(_) => Self::Revoke,
            Command::Replace(new) => match new.effect {
                Effect::Permit => Self::ReplacePermit,
                Effect::Deny => Self::ReplaceDeny,
            },
            Command::PublishKey(_) => Self::PublishKey,
            Command::Rekey(_) => Self::Rekey,
            Command::HandOver(Offer::Propose(_)) => Self::Propose,
            Command::HandOver(Offer::Cancel) => Self::Cancel,
            Command::Open(Selection::Records(_)) => Self::OpenRecords,
            Command::Open(Selection::Categories(_)) => Self::OpenSession,
            Command::SelfReport(_) => Self::SelfReport,
            Command::Amend(_) => Self::Amend,
            Command::Retract(..) => Self::Retract,
            Command::ChangeGuardians(Some(_)) => Self::ChangeGuardians,
            Command::ChangeGuardians(None) => Self::RemoveGuardians,
            Command::Withdraw => Self::Withdraw,
            Command::Veto(_) => Self::Veto,
            Command::SetDirective(Directive::Emergency, _) => Self::EmergencyDirective,
            Command::SetDirective(Directive::Issuers, _) => Self::IssuersDirective,
            Command::Dispute(..) => Self::Dispute,
            Command::Erase(_) => Self::Erase,
            Command::EraseDocument(_) => Self::EraseDocument,
        }
    }
}

/// Words that stand beside what they are about.
macro_rules! words_of {
    ($($name:ident),+) => {$(
        impl Word for $name {
            fn english(self) -> &'static str {
                self.word()
            }

            fn chinese(self) -> &'static str {
                self.word_zh()
            }
        }
    )+};
}

words_of!(Category, Purpose, Action, Retraction);

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeSet, vec::Vec};

    use super::*;

    fn are_apart<W: Word>(words: &[W]) {
        let english: Vec<_> = words.iter().map(|word| word.english()).collect();
        let chinese: Vec<_> = words.iter().map(|word| word.chinese()).collect();
        for words in [&english, &chinese] {
            let distinct: BTreeSet<_> = words.iter().collect();
            assert_eq!(distinct.len(), words.len(), "{words:?}");
        }
        for word in english {
            assert!(word.bytes().all(|byte| (0x20..=0x7e).contains(&byte)), "{word}");
            assert!(!word.contains(':'), "{word}");
        }
        for word in chinese {
            // Nothing that looks like the punctuation of texts, and nothing that is not shown.
            let is_chinese = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
            let is_other = |letter: char| "（），- XWing012569".contains(letter);
            assert!(word.chars().all(|letter| is_chinese(letter) || is_other(letter)), "{word}");
        }
    }

    #[test]
    fn no_two_words_are_alike_in_either_language() {
        are_apart(Title::ALL);
        are_apart(Label::ALL);
        are_apart(Value::ALL);
    }
}
