//! Which request the running thread works for: so that log lines can carry its ids without a span, and tasks that it starts, too.

use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{HeaderMap, HeaderName, HeaderValue};
use pin_project_lite::pin_project;

use super::{RequestId, trace};

/// The request that is being handled, as log lines know it: by its id, and by the id of the trace that its client named.
///
/// While a handler runs, or the body of its response, all that is logged bears both. `ops.spawn` passes them on. A task that is spawned in
/// another way, or a thread, is told by hand:
///
/// ```
/// # use std::time::Duration;
/// # use runa_runtime::kernel::request::RequestContext;
/// async fn handler() {
///     let context = RequestContext::current();
///     tokio::spawn(context.clone().scope(async {
///         tokio::time::sleep(Duration::from_secs(1)).await;
///         // The line bears the ids of the request.
///         tracing::info!("a second later");
///     }));
///     tokio::task::spawn_blocking(move || context.in_scope(|| tracing::info!("on another thread")));
/// }
/// ```
///
/// It is two shared texts: to clone it allocates nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestContext {
    /// Empty: of no request. An `Option` round all of it would have to be looked through wherever it is lent.
    id: RequestId,
    traceparent: Option<HeaderValue>,
}

/// To look at so many names is cheaper than to hash the two that are sought.
const FEW: usize = 16;

/// The first value of `name`, sought as is cheapest.
pub(super) fn first<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    if headers.len() > FEW {
        return headers.get(name);
    }
    headers.iter().find_map(|(one, value)| (one == name).then_some(value))
}

thread_local! {
    static CURRENT: RefCell<RequestContext> = const { RefCell::new(RequestContext::NONE) };
}

impl RequestContext {
    pub(super) const NONE: Self = Self { id: RequestId::NONE, traceparent: None };

    /// What is known of a request by its head.
    ///
    /// `name` is the header that carries ids.
    pub(super) fn of(headers: &HeaderMap, name: Option<&HeaderName>) -> Self {
        let (mut id, mut traceparent) = (None, None);
        if headers.len() > FEW {
            (id, traceparent) = (name.and_then(|name| headers.get(name)), headers.get(&trace::HEADER));
        } else {
            for (one, value) in headers {
                if one == trace::HEADER {
                    traceparent = traceparent.or(Some(value));
                }
                if Some(one) == name {
                    id = id.or(Some(value));
                }
            }
        }
        Self { id: RequestId::taken_or_made(id), traceparent: traceparent.cloned() }
    }

    /// The request for which the calling code runs. Outside of one, as in `main`, it is that of no request, and has no ids.
    #[must_use]
    pub fn current() -> Self {
        let mut current = Self::NONE;
        with_current(|context| current = context.clone());
        current
    }

    /// The id of the request.
    pub fn request_id(&self) -> Option<&RequestId> {
        (!self.id.is_none()).then_some(&self.id)
    }

    /// The id of the trace that the client named by a valid `traceparent`: 32 hexadecimal digits.
    pub fn trace_id(&self) -> Option<&str> {
        self.traceparent.as_ref().and_then(trace::id)
    }

    /// Makes `future` work for this request, wherever it is polled, and when it is dropped.
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> + use<F> {
        Scoped { context: self, future: Some(future) }
    }

    /// Calls `work` for this request.
    pub fn in_scope<T>(&self, work: impl FnOnce() -> T) -> T {
        self.clone().lend(work)
    }

    /// Calls `work` with this as the current one, which it is not copied for: two moves of a few words, no counting of references.
    pub(super) fn lend<T>(&mut self, work: impl FnOnce() -> T) -> T {
        /// Takes it back, also from a panic: the thread goes on with the requests of others.
        struct Lent<'a>(&'a mut RequestContext);

        impl Drop for Lent<'_> {
            fn drop(&mut self) {
                swap(self.0);
            }
        }

        swap(self);
        let _lent = Lent(self);
        work()
    }

    pub(super) fn into_id(self) -> RequestId {
        self.id
    }

    pub(super) const fn id(&self) -> &RequestId {
        &self.id
    }
}

/// As log lines say it.
impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("request_id", &self.request_id())
            .field("trace_id", &self.trace_id())
            .finish()
    }
}

fn swap(context: &mut RequestContext) {
    // Inaccessible only while the thread ends, when nobody asks any more.
    let _ = CURRENT.try_with(|current| {
        if let Ok(mut current) = current.try_borrow_mut() {
            std::mem::swap(&mut *current, context);
        }
    });
}

/// Hands `look` the context of the request for which this thread works, if there is one.
pub(crate) fn with_current(look: impl FnOnce(&RequestContext)) {
    let _ = CURRENT.try_with(|current| {
        if let Ok(current) = current.try_borrow()
            && !current.id.is_none()
        {
            look(&current);
        }
    });
}

pin_project! {
    /// A future that works for a request.
    struct Scoped<F> {
        context: RequestContext,
        // `None` only while it is dropped.
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for Scoped<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            this.context.lend(|| this.future.set(None));
        }
    }
}

impl<F: Future> Future for Scoped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        match this.future.as_pin_mut() {
            Some(future) => this.context.lend(|| future.poll(context)),
            None => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::super::id::HEADER as ID;
    use super::*;

    fn context(id: &str) -> RequestContext {
        let headers = HeaderMap::from_iter([(HeaderName::from_static("x-request-id"), id.parse().unwrap())]);
        RequestContext::of(&headers, Some(&ID))
    }

    fn current() -> String {
        RequestContext::current().request_id().map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn scopes_lie_in_each_other_and_end_with_a_panic_too() {
        assert_eq!((current(), RequestContext::current()), (String::new(), RequestContext::NONE));
        context("outer").in_scope(|| {
            let panic = catch_unwind(AssertUnwindSafe(|| context("inner").in_scope(|| panic!("{}", current()))));
            assert_eq!(*panic.unwrap_err().downcast::<String>().unwrap(), "inner");
            assert_eq!(current(), "outer");
            // Who works for nobody does so here, too.
            assert_eq!(RequestContext::NONE.in_scope(current), "");
        });
        assert_eq!(current(), "");
    }

    #[test]
    fn ids_are_found_among_few_headers_and_among_many_and_of_two_the_first_counts() {
        let parent = |trace: &str| format!("00-{trace}-0123456789abcdef-01").parse::<HeaderValue>().unwrap();
        let (one, other) = ("1".repeat(32), "2".repeat(32));
        for more in [0, 1, FEW, FEW + 1] {
            let mut headers = HeaderMap::new();
            for nth in 0..more {
                headers.insert(HeaderName::try_from(format!("h-{nth}")).unwrap(), one.parse().unwrap());
            }
            assert_eq!(RequestContext::of(&headers, Some(&ID)).trace_id(), None);
            for (id, trace) in [("a", &one), ("b", &other)] {
                headers.append(ID, id.parse().unwrap());
                headers.append(trace::HEADER, parent(trace));
            }
            let found = RequestContext::of(&headers, Some(&ID));
            assert_eq!((found.id().as_str(), found.trace_id()), ("a", Some(one.as_str())), "{more}");
            assert_eq!(RequestContext::of(&headers, None).id().as_str().len(), 32);
        }
    }

    #[tokio::test]
    async fn a_future_takes_it_along() {
        let task = async {
            tokio::task::yield_now().await;
            current()
        };
        let (one, other) =
            tokio::join!(tokio::spawn(context("a").scope(task)), context("b").scope(async { current() }));
        assert_eq!((one.unwrap().as_str(), other.as_str()), ("a", "b"));
        let shown = format!("{:?}", context("a"));
        assert_eq!(shown, "RequestContext { request_id: Some(a), trace_id: None }");
    }
}
