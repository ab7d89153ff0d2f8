//! The Chinese text once more: the English one, translated line by line with a glossary.

/// Titles.
const TITLES: [(&str, &str); 26] = [
    ("create a chart", "建立病历"),
    ("take over a chart", "接管病历"),
    ("permit access", "授权访问"),
    ("deny access", "拒绝访问"),
    ("revoke a provision", "撤销一项授权或拒绝"),
    ("replace a permit", "变更一项授权"),
    ("replace a deny", "变更一项拒绝"),
    ("publish a category key", "发布一个类别的密钥"),
    ("publish new category keys and envelopes", "发布新的类别密钥和密钥信封"),
    ("offer the chart to another account", "提出将病历移交给另一账户"),
    ("take back the offer of the chart", "收回病历移交的提议"),
    ("open records", "查阅记录"),
    ("open every record of these categories for 60 minutes", "在60分钟内查阅这些类别的全部记录"),
    ("add a document", "添加一份文档"),
    ("amend a document", "修订一份文档"),
    ("mark a record as entered in error", "将一条记录标记为误录"),
    ("change the guardians", "更换守护人"),
    ("remove the guardians", "取消全部守护人"),
    ("withdraw the waiting change", "撤回等待生效的变更"),
    ("veto the new key", "否决新密钥"),
    ("set what may be opened in an emergency", "设定紧急情况下可以查阅的内容"),
    (
        "set what organizations may read of the records that they issued",
        "设定医疗机构可以查阅哪些由其出具的记录",
    ),
    ("dispute an entry of the log", "对一条访问日志提出异议"),
    ("erase a record", "删除一条记录"),
    ("erase a document from this record on", "从此条记录起删除整份文档"),
    ("approve a new key as guardian", "以守护人身份同意更换新密钥"),
];

/// Labels whose values are ids, numbers, bytes or times: they are the same in both languages.
const LABELS_OF_DATA: [(&str, &str); 35] = [
    ("Chart", "病历编号"),
    ("Key", "签名公钥"),
    ("New key", "新签名公钥"),
    ("Salt", "随机盐值"),
    ("Provision", "条款编号"),
    ("For practitioner", "对象（医务人员）"),
    ("For organization", "对象（医疗机构）"),
    ("For your representative", "对象（您的家属或代理人）"),
    (
        "For your representative, who reads and cannot consent",
        "对象（您的家属或代理人，只能查阅，不能代您同意）",
    ),
    ("Document", "文档编号"),
    ("Envelope", "密钥信封"),
    ("Key epoch", "密钥期次"),
    ("X25519 key", "X25519 公钥"),
    ("X-Wing key", "X-Wing 公钥"),
    ("To account", "移交给账户"),
    ("Record", "记录编号"),
    ("Sent for treatment to practitioner", "发送对象（医务人员，供诊疗查阅）"),
    ("Sent for treatment to organization", "发送对象（医疗机构，供诊疗查阅）"),
    ("Digest", "文件摘要"),
    ("Bytes", "文件大小（字节）"),
    ("Threshold", "所需守护人数"),
    ("Delay in hours", "等待时间（小时）"),
    ("Guardian", "守护人承诺值"),
    ("Entry", "日志条目编号"),
    ("Digest of the reason", "理由摘要"),
    ("Round", "轮次"),
    ("Approvals", "同意的守护人数"),
    ("Contract", "合约账户"),
    ("Chain", "区块链"),
    ("Lane", "通道"),
    ("Sequence", "序号"),
    ("From", "开始时间"),
    ("Until", "结束时间"),
    ("Deadline", "签名有效期至"),
    ("Locator", "存放位置"),
];

/// Labels whose values are words.
const LABELS_OF_WORDS: [(&str, &str); 8] = [
    ("For", "对象"),
    ("Categories", "类别范围"),
    ("Purposes", "用途"),
    ("Actions", "操作"),
    ("In an emergency", "紧急情况下"),
    ("Category", "类别"),
    ("Sent to", "发送对象"),
    ("Reason", "原因"),
];

/// Values that are words, whole.
const VALUES: [(&str, &str); 8] = [
    ("none", "无"),
    ("nobody", "不发送给任何人"),
    ("everything, also what comes later", "全部，包括以后新增的"),
    ("every practitioner of every organization", "所有医疗机构的所有医务人员"),
    ("anyone, also your representatives", "任何人，包括您的家属和代理人"),
    ("not opened", "不予查阅"),
    ("as the directive says", "按您设定的可查阅内容"),
    ("without end", "无期限"),
];

/// Words of categories, actions and reasons, which stand alone or in a list.
const MEMBERS: [(&str, &str); 26] = [
    ("patient summary", "患者摘要"),
    ("consultation", "就诊"),
    ("diagnosis", "诊断"),
    ("treatment", "治疗"),
    ("prescription", "处方"),
    ("laboratory", "检验"),
    ("imaging", "影像"),
    ("immunization", "预防接种"),
    ("vital signs", "生命体征"),
    ("genetics", "遗传与基因"),
    ("mental health", "精神心理健康"),
    ("sexual and reproductive health", "性与生殖健康"),
    ("substance use", "烟酒及成瘾物质使用"),
    ("biospecimen", "生物样本"),
    ("demographics", "个人基本信息"),
    ("administrative", "行政事务"),
    ("family history", "家族史"),
    ("social history", "个人生活史"),
    ("care plan", "诊疗计划"),
    ("restricted", "特别敏感内容"),
    ("read", "查阅"),
    ("append", "添加文档"),
    ("wrong patient", "患者有误"),
    ("wrong content", "内容有误"),
    ("duplicate", "重复"),
    ("other", "其他"),
];

/// Words of purposes. What is done to a patient and what it is done for have one word in English.
const PURPOSES: [(&str, &str); 8] = [
    ("treatment", "诊疗"),
    ("emergency treatment", "紧急救治"),
    ("payment", "医疗费用结算"),
    ("operations", "医疗机构运营管理"),
    ("research", "医学研究"),
    ("public health", "公共卫生"),
    ("patient request", "本人查阅"),
    ("family request", "家属或代理人查阅"),
];

/// The Chinese text that is shown beside an English one.
pub fn translated(english: &str) -> String {
    let inside = english.strip_prefix("<Bytes>").unwrap().strip_suffix("</Bytes>").unwrap();
    inside.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn line(line: &str) -> String {
    let (label, value) = line.split_once(": ").unwrap();
    if label == "Chartkey" {
        return format!("Chartkey：{}", found(&TITLES, value).unwrap());
    }
    if let Some(of_words) = found(&LABELS_OF_WORDS, label) {
        let members = if label == "Purposes" { &PURPOSES[..] } else { &MEMBERS };
        let list = || value.split(", ").map(|word| found(members, word).unwrap());
        let whole = found(&VALUES, value).map(str::to_owned);
        return format!(
            "{of_words}：{}",
            whole.unwrap_or_else(|| list().collect::<Vec<_>>().join("、"))
        );
    }
    if label == "Records" {
        return format!("各条记录编号：{}", value.replace(", ", "、"));
    }
    let of_data = found(&LABELS_OF_DATA, label).unwrap();
    match label {
        "From" | "Until" | "Deadline" => format!("{of_data}：{}", time(value)),
        // Free text stays as it is, whatever it looks like.
        "Locator" => format!("{of_data}：{value}"),
        _ => format!("{of_data}：{}", found(&VALUES, value).unwrap_or(value)),
    }
}

/// A time with the one on the clocks of China behind it, eight hours later.
fn time(value: &str) -> String {
    let Some(clock) = value.strip_suffix(" UTC").and_then(|time| time.split(' ').nth(1)) else {
        return found(&VALUES, value).unwrap().to_owned();
    };
    let (hour, minute) = clock.split_once(':').unwrap();
    let hour: u32 = hour.parse().unwrap();
    let (day, hour) = if hour >= 16 { ("次日", hour - 16) } else { ("", hour + 8) };
    format!("{value}（北京时间{day} {hour:02}:{minute}）")
}

fn found(glossary: &[(&'static str, &'static str)], english: &str) -> Option<&'static str> {
    glossary.iter().find(|(word, _)| *word == english).map(|(_, word)| *word)
}
