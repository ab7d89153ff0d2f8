//! Sets `cfg(node)` when there is a node to test on, and `cfg(own_node)` when one can be started:
//! see `src/node/lookup.rs`.

#[path = "src/node/lookup.rs"]
mod lookup;

use std::{env, process::ExitCode};

/// The environment variable that makes it an error when no node can be started.
const REQUIRED: &str = "CHARTKEY_REQUIRE_NODE";

fn main() -> ExitCode {
    for variable in ["PATH", lookup::URL_VARIABLE, REQUIRED] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    println!("cargo::rerun-if-changed=src/node/lookup.rs");
    println!("cargo::rustc-check-cfg=cfg(node, own_node)");
    if let Some(program) = lookup::program() {
        println!("cargo::rerun-if-changed={}", program.display());
        println!("cargo::rustc-cfg=own_node");
    } else if env::var_os(REQUIRED).is_some() {
        eprintln!("{REQUIRED} is set, but {} is not on PATH", lookup::PROGRAM);
        return ExitCode::FAILURE;
    }
    if lookup::node_available() {
        println!("cargo::rustc-cfg=node");
    }
    ExitCode::SUCCESS
}
