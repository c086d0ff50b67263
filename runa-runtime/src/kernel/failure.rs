//! Why `main` has failed, for the log.
//!
//! `main` may return any `Termination`, and that shows an error on standard error and gives it to nobody. So the expansion, which knows the type,
//! asks before: [`Ended::failure`] is a result's own, and [`Unfailing`] answers for every other type.

use std::fmt::Debug;

/// What `main` has returned.
#[derive(Debug)]
pub struct Ended<'a, T>(pub &'a T);

impl<T, E: Debug> Ended<'_, Result<T, E>> {
    /// The error, as standard error shows it.
    pub fn failure(&self) -> Option<String> {
        self.0.as_ref().err().map(|error| format!("{error:?}"))
    }
}

/// What shows no reason.
pub trait Unfailing {
    /// There is none.
    fn failure(&self) -> Option<String> {
        None
    }
}

impl<T> Unfailing for Ended<'_, T> {}

/// Why `main` has failed, whatever it returns.
#[doc(hidden)]
#[macro_export]
macro_rules! __failure {
    ($ended:ident) => {{
        #[allow(unused_imports, reason = "not for a result")]
        use $crate::kernel::failure::Unfailing as _;
        $crate::kernel::failure::Ended($ended).failure()
    }};
}

#[cfg(test)]
mod tests {
    use std::process::ExitCode;

    /// Shows nothing but its code, as a type of a service's own may.
    struct Own;

    #[test]
    fn a_result_shows_its_error_and_nobody_else_anything() {
        let result = &Err::<Own, _>("no paper");
        assert_eq!(__failure!(result), Some("\"no paper\"".to_owned()));
        let result = &Ok::<_, String>(Own);
        assert_eq!(__failure!(result), None);
        let (code, unit, own) = (&ExitCode::FAILURE, &(), &Own);
        assert_eq!((__failure!(code), __failure!(unit), __failure!(own)), (None, None, None));
    }
}
