//! The field's words: categories, purposes and actions, each as one value and as a set.

use scale::{Decode, Encode};

/// How many categories are assigned.
pub const CATEGORY_COUNT: usize = 20;

/// What a clinical document is about. A record has exactly one category.
///
/// The sections of the International Patient Summary (<https://hl7.org/fhir/uv/ips/>) and the
/// FHIR R4 resource types (<https://hl7.org/fhir/R4/resourcelist.html>), coarse on purpose:
/// categories are public, and a label that names a harm does it. A document is filed by its
/// sensitivity first, then by its type; in doubt the stricter. Finer lines are drawn by
/// provisions on documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Category {
    /// A patient summary (IPS Bundle).
    PatientSummary = 0,
    /// An encounter and its notes (Encounter, Composition).
    Consultation = 1,
    /// Problems and diagnoses (Condition).
    Diagnosis = 2,
    /// Procedures (Procedure).
    Treatment = 3,
    /// Medication (MedicationRequest, MedicationStatement).
    Prescription = 4,
    /// Laboratory results (Observation, DiagnosticReport).
    Laboratory = 5,
    /// Imaging (ImagingStudy).
    Imaging = 6,
    /// Immunization (Immunization).
    Immunization = 7,
    /// Vital signs (Observation).
    VitalSigns = 8,
    /// Genetics (MolecularSequence, genomic reports).
    Genetics = 9,
    /// Mental health.
    MentalHealth = 10,
    /// Sexual and reproductive health.
    SexualAndReproductiveHealth = 11,
    /// Substance use.
    SubstanceUse = 12,
    /// Samples (Specimen).
    Biospecimen = 13,
    /// Who the patient is (Patient, RelatedPerson).
    Demographics = 14,
    /// Everything around care (Coverage, Appointment, Organization).
    Administrative = 15,
    /// Illnesses in the family (FamilyMemberHistory).
    FamilyHistory = 16,
    /// Living conditions, work and habits (Observation of category social-history).
    SocialHistory = 17,
    /// Care plans and goals (CarePlan, Goal).
    CarePlan = 18,
    /// Whatever HL7 marks as restricted or very restricted (`R` and `V` of
    /// <https://terminology.hl7.org/ValueSet-v3-ConfidentialityClassification.html>), HIV and
    /// violence among it: one label that does not say which.
    Restricted = 19,
}

/// Why somebody wants to read: HL7 v3 PurposeOfUse
/// (<https://terminology.hl7.org/ValueSet-v3-PurposeOfUse.html>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Purpose {
    /// `TREAT`: treatment.
    Treatment = 0,
    /// `ETREAT`: emergency treatment.
    EmergencyTreatment = 1,
    /// `HPAYMT`: healthcare payment.
    Payment = 2,
    /// `HOPERAT`: healthcare operations.
    Operations = 3,
    /// `HRESCH`: healthcare research.
    Research = 4,
    /// `PUBHLTH`: public health.
    PublicHealth = 5,
    /// `PATRQT`: patient requested, which is the patient's own reading.
    PatientRequest = 6,
    /// `FAMRQT`: family requested, which is the reading of a person whom the patient named as
    /// representative.
    FamilyRequest = 7,
}

/// What a request wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Action {
    /// Read documents.
    Read = 0,
    /// Add documents to the chart.
    Append = 1,
}

/// Defines a set of the values of one enum, as bits: value `n` is bit `n`.
#[macro_export]
macro_rules! bit_set {
    ($(#[$doc:meta])* $set:ident($bits:ty) of $member:ident, $count:literal) => {
        $(#[$doc])*
        ///
        /// A set decoded from input may hold unassigned bits: check [`Self::is_assigned`]
        /// before use. Sets built in code cannot.
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, ::scale::Encode, ::scale::Decode,
        )]
        #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
        pub struct $set($bits);

        impl $set {
            /// No member.
            pub const EMPTY: Self = Self(0);
            /// Every assigned member.
            pub const ALL: Self = Self(<$bits>::MAX >> (<$bits>::BITS.saturating_sub($count)));

            /// The set of these bits, `None` if one of them is unassigned.
            #[must_use]
            pub const fn from_bits(bits: $bits) -> Option<Self> {
                if bits & !Self::ALL.0 == 0 { Some(Self(bits)) } else { None }
            }

            /// The set of these members.
            #[must_use]
            pub fn of(members: &[$member]) -> Self {
                members.iter().fold(Self::EMPTY, |set, member| set.union((*member).into()))
            }

            /// The bits: member `n` is bit `n`.
            #[must_use]
            pub const fn bits(self) -> $bits { self.0 }

            /// Whether every bit is assigned.
            #[must_use]
            pub const fn is_assigned(self) -> bool { self.0 & !Self::ALL.0 == 0 }

            /// Whether there is no member.
            #[must_use]
            pub const fn is_empty(self) -> bool { self.0 == 0 }

            /// Whether every member of `other` is in this set.
            #[must_use]
            pub const fn contains(self, other: Self) -> bool { self.0 & other.0 == other.0 }

            /// The members of either.
            #[must_use]
            pub const fn union(self, other: Self) -> Self { Self(self.0 | other.0) }

            /// The members of both.
            #[must_use]
            pub const fn intersection(self, other: Self) -> Self { Self(self.0 & other.0) }

            /// The members of this set that are not in `other`.
            #[must_use]
            pub const fn difference(self, other: Self) -> Self { Self(self.0 & !other.0) }
        }

        impl From<$member> for $set {
            fn from(member: $member) -> Self { Self(1 << (member as u8)) }
        }
    };
}

bit_set! {
    /// A set of categories, a `u32` with 20 bits assigned. All 32 bits are everything, also what
    /// comes later.
    Categories(u32) of Category, 20
}
bit_set! {
    /// A set of purposes, a `u16` with 8 bits assigned. All 16 bits are everything, also what
    /// comes later.
    Purposes(u16) of Purpose, 8
}
bit_set! {
    /// A set of actions, a `u8` with 2 bits assigned.
    Actions(u8) of Action, 2
}

impl Categories {
    /// What may be read in an emergency unless the patient says otherwise: all but genetics,
    /// mental health, sexual and reproductive health, substance use, and what is restricted.
    pub const DEFAULT_DIRECTIVE: Self = Self(
        Self::ALL.0
            & !(1 << Category::Genetics as u32)
            & !(1 << Category::MentalHealth as u32)
            & !(1 << Category::SexualAndReproductiveHealth as u32)
            & !(1 << Category::SubstanceUse as u32)
            & !(1 << Category::Restricted as u32),
    );
}

/// *Everything*: every bit, assigned or not, so that it holds for later members as well. Only a
/// deny, and the directive for issuers, may be everything.
macro_rules! everything {
    ($($set:ident($bits:ty)),+) => {$(
        impl $set {
            /// Everything, also what comes later: every bit.
            pub const EVERYTHING: Self = Self(<$bits>::MAX);

            /// Whether it is everything, also what comes later.
            #[must_use]
            pub const fn is_everything(self) -> bool {
                self.0 == <$bits>::MAX
            }

            /// Checks a set that may be everything: that, or not empty and every bit assigned.
            ///
            /// # Errors
            /// [`SetError::Unassigned`], [`SetError::Empty`].
            pub fn check_or_everything(self) -> Result<(), SetError> {
                if self.is_everything() {
                    Ok(())
                } else {
                    self.check()
                }
            }
        }
    )+};
}

everything!(Categories(u32), Purposes(u16));

impl Category {
    /// Every category, in the order of their bits.
    pub const ALL: [Self; CATEGORY_COUNT] = [
        Self::PatientSummary,
        Self::Consultation,
        Self::Diagnosis,
        Self::Treatment,
        Self::Prescription,
        Self::Laboratory,
        Self::Imaging,
        Self::Immunization,
        Self::VitalSigns,
        Self::Genetics,
        Self::MentalHealth,
        Self::SexualAndReproductiveHealth,
        Self::SubstanceUse,
        Self::Biospecimen,
        Self::Demographics,
        Self::Administrative,
        Self::FamilyHistory,
        Self::SocialHistory,
        Self::CarePlan,
        Self::Restricted,
    ];

    /// Its word in signed texts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PatientSummary => "patient summary",
            Self::Consultation => "consultation",
            Self::Diagnosis => "diagnosis",
            Self::Treatment => "treatment",
            Self::Prescription => "prescription",
            Self::Laboratory => "laboratory",
            Self::Imaging => "imaging",
            Self::Immunization => "immunization",
            Self::VitalSigns => "vital signs",
            Self::Genetics => "genetics",
            Self::MentalHealth => "mental health",
            Self::SexualAndReproductiveHealth => "sexual and reproductive health",
            Self::SubstanceUse => "substance use",
            Self::Biospecimen => "biospecimen",
            Self::Demographics => "demographics",
            Self::Administrative => "administrative",
            Self::FamilyHistory => "family history",
            Self::SocialHistory => "social history",
            Self::CarePlan => "care plan",
            Self::Restricted => "restricted",
        }
    }

    /// Its word in simplified Chinese, for showing beside a signed text.
    #[must_use]
    pub const fn word_zh(self) -> &'static str {
        match self {
            Self::PatientSummary => "患者摘要",
            Self::Consultation => "就诊",
            Self::Diagnosis => "诊断",
            Self::Treatment => "治疗",
            Self::Prescription => "处方",
            Self::Laboratory => "检验",
            Self::Imaging => "影像",
            Self::Immunization => "预防接种",
            Self::VitalSigns => "生命体征",
            Self::Genetics => "遗传与基因",
            Self::MentalHealth => "精神心理健康",
            Self::SexualAndReproductiveHealth => "性与生殖健康",
            Self::SubstanceUse => "烟酒及成瘾物质使用",
            Self::Biospecimen => "生物样本",
            Self::Demographics => "个人基本信息",
            Self::Administrative => "行政事务",
            Self::FamilyHistory => "家族史",
            Self::SocialHistory => "个人生活史",
            Self::CarePlan => "诊疗计划",
            Self::Restricted => "特别敏感内容",
        }
    }
}

impl Purpose {
    /// Every purpose, in the order of their bits.
    pub const ALL: [Self; 8] = [
        Self::Treatment,
        Self::EmergencyTreatment,
        Self::Payment,
        Self::Operations,
        Self::Research,
        Self::PublicHealth,
        Self::PatientRequest,
        Self::FamilyRequest,
    ];

    /// Its code in HL7 v3 PurposeOfUse.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Treatment => "TREAT",
            Self::EmergencyTreatment => "ETREAT",
            Self::Payment => "HPAYMT",
            Self::Operations => "HOPERAT",
            Self::Research => "HRESCH",
            Self::PublicHealth => "PUBHLTH",
            Self::PatientRequest => "PATRQT",
            Self::FamilyRequest => "FAMRQT",
        }
    }

    /// Its word in signed texts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Treatment => "treatment",
            Self::EmergencyTreatment => "emergency treatment",
            Self::Payment => "payment",
            Self::Operations => "operations",
            Self::Research => "research",
            Self::PublicHealth => "public health",
            Self::PatientRequest => "patient request",
            Self::FamilyRequest => "family request",
        }
    }

    /// Its word in simplified Chinese, for showing beside a signed text.
    #[must_use]
    pub const fn word_zh(self) -> &'static str {
        match self {
            Self::Treatment => "诊疗",
            Self::EmergencyTreatment => "紧急救治",
            Self::Payment => "医疗费用结算",
            Self::Operations => "医疗机构运营管理",
            Self::Research => "医学研究",
            Self::PublicHealth => "公共卫生",
            Self::PatientRequest => "本人查阅",
            Self::FamilyRequest => "家属或代理人查阅",
        }
    }
}

impl Action {
    /// Every action, in the order of their bits.
    pub const ALL: [Self; 2] = [Self::Read, Self::Append];

    /// Its word in signed texts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Append => "append",
        }
    }

    /// Its word in simplified Chinese, for showing beside a signed text.
    #[must_use]
    pub const fn word_zh(self) -> &'static str {
        match self {
            Self::Read => "查阅",
            Self::Append => "添加文档",
        }
    }
}

/// Why a set was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum SetError {
    /// It holds a bit that is not assigned: use bits 0 to 19 for categories, 0 to 7 for purposes,
    /// 0 and 1 for actions.
    Unassigned,
    /// It is empty: name at least one member.
    Empty,
}

/// Refuses an empty set and unassigned bits.
macro_rules! check_set {
    ($($set:ident),+) => {$(
        impl $set {
            /// Checks a set that came as input: not empty, every bit assigned.
            ///
            /// # Errors
            /// [`SetError::Unassigned`], [`SetError::Empty`].
            pub fn check(self) -> Result<(), SetError> {
                if !self.is_assigned() {
                    Err(SetError::Unassigned)
                } else if self.is_empty() {
                    Err(SetError::Empty)
                } else {
                    Ok(())
                }
            }
        }
    )+};
}

check_set!(Categories, Purposes, Actions);
