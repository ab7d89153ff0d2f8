//! Reasons and findings as codes, so that everybody reads them in the own language.

use scale::{Decode, Encode};

/// Why a practitioner asks a patient for consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum RequestReason {
    /// A consultation that is booked.
    Consultation = 0,
    /// A follow-up after treatment.
    FollowUp = 1,
    /// A referral by another practitioner.
    Referral = 2,
    /// A second opinion.
    SecondOpinion = 3,
    /// An admission to hospital, or a procedure that is planned.
    Admission = 4,
    /// A claim, or a certificate.
    Claim = 5,
    /// A research project.
    Research = 6,
    /// A duty to report to an authority.
    PublicHealth = 7,
    /// Something else.
    Other = 8,
}

impl RequestReason {
    /// Every reason, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::Consultation,
        Self::FollowUp,
        Self::Referral,
        Self::SecondOpinion,
        Self::Admission,
        Self::Claim,
        Self::Research,
        Self::PublicHealth,
        Self::Other,
    ];

    /// Its words.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Consultation => "booked consultation",
            Self::FollowUp => "follow-up",
            Self::Referral => "referral",
            Self::SecondOpinion => "second opinion",
            Self::Admission => "admission or planned procedure",
            Self::Claim => "claim or certificate",
            Self::Research => "research project",
            Self::PublicHealth => "duty to report",
            Self::Other => "other",
        }
    }

    /// Its words in simplified Chinese.
    #[must_use]
    pub const fn word_zh(self) -> &'static str {
        match self {
            Self::Consultation => "预约就诊",
            Self::FollowUp => "复诊",
            Self::Referral => "转诊",
            Self::SecondOpinion => "第二诊疗意见",
            Self::Admission => "住院或择期手术",
            Self::Claim => "理赔或开具证明",
            Self::Research => "科研项目",
            Self::PublicHealth => "法定报告",
            Self::Other => "其他",
        }
    }
}

/// What the review of an emergency found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Finding {
    /// The emergency was justified.
    Justified = 0,
    /// It was not justified.
    NotJustified = 1,
    /// It was declared for the wrong patient, by mistake.
    WrongPatient = 2,
    /// The reviewer could not find out.
    Undetermined = 3,
}

impl Finding {
    /// Every finding, in the order of their numbers.
    pub const ALL: [Self; 4] =
        [Self::Justified, Self::NotJustified, Self::WrongPatient, Self::Undetermined];

    /// Its words.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Justified => "justified",
            Self::NotJustified => "not justified",
            Self::WrongPatient => "wrong patient",
            Self::Undetermined => "undetermined",
        }
    }

    /// Its words in simplified Chinese.
    #[must_use]
    pub const fn word_zh(self) -> &'static str {
        match self {
            Self::Justified => "紧急情况属实",
            Self::NotJustified => "不属于紧急情况",
            Self::WrongPatient => "患者有误",
            Self::Undetermined => "无法认定",
        }
    }
}
