//! Which request the running thread works for, so that the handler's own log lines can carry its id without a span.

use std::cell::RefCell;

use super::RequestId;

thread_local! {
    static CURRENT: RefCell<Option<RequestId>> = const { RefCell::new(None) };
}

/// Exchanges the current id with `id`. Called twice round each poll of a handler: two moves of a few words, no reference counting.
pub(super) fn swap(id: &mut Option<RequestId>) {
    // Inaccessible only while the thread ends, when nobody asks any more.
    let _ = CURRENT.try_with(|current| {
        if let Ok(mut current) = current.try_borrow_mut() {
            std::mem::swap(&mut *current, id);
        }
    });
}

/// Hands `look` the id of the request whose handler is being polled on this thread, if there is one.
pub(crate) fn with_current(look: impl FnOnce(&RequestId)) {
    let _ = CURRENT.try_with(|current| {
        if let Ok(current) = current.try_borrow()
            && let Some(id) = current.as_ref()
        {
            look(id);
        }
    });
}
