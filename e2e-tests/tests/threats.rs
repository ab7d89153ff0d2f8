//! docs/threat-model.md names the tests that show its answers. Each name has to be that of a
//! test in the tree, and each threat has to have one, or a reason why there is none.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The last column of each table of threats.
const SHOWN_BY: &str = "Shown by";
/// How a row begins there that names no test.
const NO_TEST: &str = "No test: ";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn page() -> Result<String> {
    let path = root().join("docs/threat-model.md");
    fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))
}

/// The rows of all tables of threats, each as its cells.
fn threats(page: &str) -> Vec<Vec<&str>> {
    let mut threats = Vec::new();
    let mut columns = None;
    for line in page.lines() {
        let cells = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
        let Some(cells) = cells else {
            columns = None;
            continue;
        };
        let cells: Vec<_> = cells.split('|').map(str::trim).collect();
        match columns {
            None => columns = Some((cells.len(), cells.last() == Some(&SHOWN_BY))),
            Some((width, true)) if !cells.iter().all(|cell| cell.starts_with("---")) => {
                assert_eq!(cells.len(), width, "{line}");
                threats.push(cells);
            }
            Some(_) => {}
        }
    }
    threats
}

/// What stands between backquotes.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether this is a name of a test, as the page writes them: `scenarios::opening::a_rule`,
/// `policy::rules::deciding::a_rule`, `javascript::texts::is a rule`, `deploy::a_rule`. A message
/// of a trait, such as `Log::entries`, is none.
fn is_a_name(code: &str) -> bool {
    code.contains("::") && code.starts_with(|first: char| first.is_ascii_lowercase())
}

/// Whether a name is that of a test that runs.
fn is_there(name: &str) -> bool {
    if let Some(("javascript", rest)) = name.split_once("::") {
        let Some((file, title)) = rest.split_once("::") else { return false };
        let file = root().join(format!("e2e-tests/javascript/test/{file}.ts"));
        return fs::read_to_string(file).is_ok_and(|text| has_title(&text, title));
    }
    if let Some(("deploy", case)) = name.split_once("::") {
        let file = root().join("scripts/tests/deploy.sh");
        return fs::read_to_string(file).is_ok_and(|text| has_case(&text, case));
    }
    let Some((modules, test)) = name.rsplit_once("::") else { return false };
    let path = modules.replace("::", "/");
    let (first, rest) = path.split_once('/').unwrap_or((&path, "lib"));
    [
        format!("e2e-tests/tests/{path}"),
        format!("e2e-tests/src/{path}"),
        format!("e2e-tests/demo/tests/{path}"),
        format!("e2e-tests/{first}/src/{rest}"),
        format!("client/chartkey/src/{path}"),
        format!("crates/{first}/tests/{rest}"),
        format!("crates/{first}/src/{rest}"),
        format!("contracts/{first}/tests/{rest}"),
        format!("contracts/{first}/src/{rest}"),
        format!("contracts/consent-manager/{first}/tests/{rest}"),
        format!("contracts/record-registry/{first}/tests/{rest}"),
    ]
    .iter()
    .flat_map(|path| ["", "/mod", "/main"].map(|end| root().join(format!("{path}{end}.rs"))))
    .any(|file| {
        fs::read_to_string(&file).is_ok_and(|text| has_test(&text, test)) && is_a_module(&file)
    })
}

/// Whether a Rust file is part of a crate: the one above it says so, up to the crate's root.
fn is_a_module(file: &Path) -> bool {
    let name = |path: &Path| path.file_stem().map(|name| name.to_string_lossy().into_owned());
    let (Some(stem), Some(folder)) = (name(file), file.parent()) else { return false };
    let (module, folder) = match stem.as_str() {
        "main" | "lib" => return true,
        "mod" => (name(folder), folder.parent()),
        _ => (Some(stem), Some(folder)),
    };
    let (Some(module), Some(folder)) = (module, folder) else { return false };
    let declares = |above: &Path| {
        let text = fs::read_to_string(above).unwrap_or_default();
        text.lines().any(|line| line.trim_end().ends_with(&format!("mod {module};")))
    };
    folder.ends_with("tests")
        || ["mod.rs", "main.rs", "lib.rs"]
            .iter()
            .map(|above| folder.join(above))
            .chain([folder.with_extension("rs")])
            .any(|above| above != file && declares(&above) && is_a_module(&above))
}

/// Whether a Rust file has a test of this name that is not ignored. Attributes stand right above
/// the function.
fn has_test(text: &str, name: &str) -> bool {
    let lines: Vec<_> = text.lines().map(str::trim_start).collect();
    let head = format!("fn {name}(");
    lines.iter().enumerate().filter(|(_, line)| line.starts_with(&head)).any(|(at, _)| {
        let above = lines.iter().take(at).rev().take_while(|line| line.starts_with(['#', '/']));
        let attributes: Vec<_> = above.filter(|line| line.starts_with('#')).collect();
        let is = |begin: &str| attributes.iter().any(|line| line.starts_with(begin));
        (is("#[test]") || is("#[rstest]") || is("#[apply(")) && !is("#[ignore")
    }) || is_written_by_a_macro(&lines, name)
}

/// Whether a macro of the file writes a test for each line of a list, and this name begins one.
fn is_written_by_a_macro(lines: &[&str], name: &str) -> bool {
    let writes = lines.windows(2).any(|pair| {
        matches!(pair, ["#[test]" | "#[apply(on_both)]", function] if function.starts_with("fn $name("))
    });
    let is_in_the_list = |line: &&str| {
        line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with("=>"))
    };
    writes && lines.iter().any(is_in_the_list)
}

/// Whether a TypeScript file has a test of this title.
fn has_title(text: &str, title: &str) -> bool {
    text.match_indices("it(").any(|(at, call)| {
        let argument = text.get(at + call.len()..).unwrap_or_default().trim_start();
        ['\'', '"'].iter().any(|quote| argument.starts_with(&format!("{quote}{title}{quote},")))
    })
}

/// Whether a script of tests has a case of this name, and runs it: `check` is given a list.
fn has_case(text: &str, case: &str) -> bool {
    let is_listed = text.lines().any(|line| {
        let mut words = line.split_whitespace().filter(|word| *word != "\\");
        line.starts_with("check ") && words.clone().any(|word| word == case)
            || words.next() == Some(case) && words.next().is_none()
    });
    is_listed && text.contains(&format!("\n{case}() {{\n"))
}

#[test]
fn every_test_that_the_page_names_is_in_the_tree() -> Result<()> {
    let page = page()?;
    let names: BTreeSet<_> = code(&page).filter(|code| is_a_name(code)).collect();
    let missing: Vec<_> = names.iter().filter(|name| !is_there(name)).collect();
    assert!(missing.is_empty(), "there is no test of these names: {missing:#?}");
    assert!(names.len() > 150, "the page names {} tests: is it read?", names.len());
    Ok(())
}

#[test]
fn every_threat_has_an_answer_and_a_test_or_a_reason() -> Result<()> {
    let page = page()?;
    let threats = threats(&page);
    for cells in &threats {
        assert!(cells.iter().all(|cell| !cell.is_empty()), "something is left open: {cells:?}");
        let shown_by = cells.last().copied().unwrap_or_default();
        let reason = shown_by.strip_prefix(NO_TEST).is_some_and(|reason| reason.len() > 20);
        assert!(reason || code(shown_by).any(is_a_name), "neither test nor reason: {cells:?}");
    }
    assert!(threats.len() > 80, "the page has {} threats: is it read?", threats.len());
    Ok(())
}

#[test]
fn every_threat_that_is_referred_to_has_one_row() -> Result<()> {
    let page = page()?;
    let threats = threats(&page);
    let numbers: BTreeSet<_> = threats.iter().filter_map(|cells| cells.first()).collect();
    assert_eq!(numbers.len(), threats.len(), "two threats have one number");
    let headings: BTreeSet<_> = numbers.iter().filter_map(|number| number.chars().next()).collect();
    for word in page.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        let mut letters = word.chars();
        let refers = letters.next().is_some_and(|first| headings.contains(&first))
            && !letters.as_str().is_empty()
            && letters.all(|digit| digit.is_ascii_digit());
        assert!(!refers || numbers.contains(&word), "there is no threat {word}");
    }
    Ok(())
}

#[test]
fn a_name_that_is_none_of_a_test_is_found() {
    for name in [
        "scenarios::opening::a_refused_opening_stays_on_record",
        "scenarios::consent::deny_wins_over_permit",
        "policy::properties::every_decision_is_the_models",
        "policy::rules::deciding::deny_wins_over_permit",
        "demo::keeper::tests::entries::a_refused_opening_permits_nothing",
        "javascript::texts::is that of every vector, with its verdict",
        "deploy::code_that_does_not_match_its_hash_is_refused",
    ] {
        assert!(is_a_name(name) && is_there(name), "{name}");
    }
    for name in [
        "scenarios::opening::a_refused_opening_stays_on_recor",
        "scenarios::records::a_refused_opening_stays_on_record",
        "opening::a_refused_opening_stays_on_record",
        // A function of that file, and no test.
        "scenarios::opening::leaves_no_trace",
        "javascript::texts::is that of every vector",
        "javascript::texts",
        // A function that cases call, and no case.
        "deploy::stray_account",
    ] {
        assert!(!is_there(name), "{name}");
    }
    let stray = root().join("e2e-tests/tests/scenarios/stray.rs");
    assert!(!is_a_module(&stray), "no file says that it is a part of the scenarios");
    let ignored = "#[test]\n#[ignore = \"slow\"]\nfn a_rule() {}";
    assert!(!has_test(ignored, "a_rule"));
    let written = "#[test]\nfn $name() { $of() }\nrules! {\n    a_rule => made;\n}";
    assert!(has_test(written, "a_rule") && !has_test(written, "made"));
    assert!(!has_test("match rule {\n    a_rule => made,\n}", "a_rule"));
    assert!(!is_a_name("Log::entries") && !is_a_name("open"));
}
