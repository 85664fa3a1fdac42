//! `domesday rules`: the rule book, for people.
use super::args::RulesCommand;
use super::exit::Exit;
pub(super) fn run(_: &RulesCommand) -> anyhow::Result<Exit> {
    Ok(Exit::Clear)
}
