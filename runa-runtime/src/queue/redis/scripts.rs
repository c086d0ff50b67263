//! The scripts that run in the server: each operation is one, so that nothing ever lies half way.
//!
//! A queue is a stream `jobs` with a consumer group `workers`; what is handed out is pending there, and its idle time is its lease. Beside it:
//! `later` (sorted by the time at which they are due) and `packed` hold delayed jobs, `dead` and `letters` dead letters, `awake` and `wake` wake
//! sleeping workers. All keys of a queue lie in one slot. Who may settle a job is its consumer, and the number of its handing out.

use ::redis::{Script, ScriptInvocation};

/// All of them.
#[derive(Debug)]
pub(super) struct Scripts {
    pub(super) push: Script,
    pub(super) take: Script,
    pub(super) settle: Script,
    pub(super) renew: Script,
    pub(super) count: Script,
    pub(super) dead: Script,
    pub(super) revive: Script,
    pub(super) leave: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        let script = |text: &str| Script::new(&[include_str!("lua/prelude.lua"), text].concat());
        Self {
            push: script(include_str!("lua/push.lua")),
            take: script(include_str!("lua/take.lua")),
            settle: script(include_str!("lua/settle.lua")),
            renew: script(include_str!("lua/renew.lua")),
            count: script(include_str!("lua/count.lua")),
            dead: script(include_str!("lua/dead.lua")),
            revive: script(include_str!("lua/revive.lua")),
            leave: script(include_str!("lua/leave.lua")),
        }
    }
}

/// The keys of one queue, in the order in which scripts take them.
#[derive(Debug)]
pub(super) struct Keys([String; 7]);

impl Keys {
    /// `key` names one of them by its last part.
    pub(super) fn new(key: impl Fn(&str) -> String) -> Self {
        Self(["jobs", "later", "packed", "dead", "letters", "awake", "wake"].map(key))
    }

    /// The stream on which workers are woken.
    pub(super) fn wake(&self) -> &str {
        &self.0[6]
    }

    /// `script` with these keys.
    pub(super) fn of<'a>(&self, script: &'a Script) -> ScriptInvocation<'a> {
        let mut invocation = script.prepare_invoke();
        for key in &self.0 {
            invocation.key(key.as_str());
        }
        invocation
    }
}
