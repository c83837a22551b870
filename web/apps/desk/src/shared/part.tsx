import type { MyState } from "@filodiretto/api-client";
import { Failed } from "@filodiretto/ui";
import { Component, lazy, Suspense, useState, type ComponentType, type ReactNode } from "react";
import { keys, queryClient } from "../query";
import { toastError } from "./toast";

interface BoundaryProps {
  children: ReactNode;
  failed: (error: unknown) => ReactNode;
  onFailure?: () => void;
}

/** What breaks inside stays inside: the call bar, and the rest of the desk, live on. */
class Boundary extends Component<BoundaryProps, { broken: unknown }> {
  override state: { broken: unknown } = { broken: null };
  static getDerivedStateFromError(broken: unknown) {
    return { broken };
  }
  override componentDidCatch(error: unknown) {
    console.error(error);
    this.props.onFailure?.();
  }
  override render() {
    return this.state.broken === null ? this.props.children : this.props.failed(this.state.broken);
  }
}

const kAgainAfterMs = 5_000;

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

/** The files of a part did not come; anything else that breaks is a fault of ours. */
class NotFetched extends Error {}

function fetched<P extends object>(load: Load<P>) {
  return lazy(() => load().catch((error: unknown) => Promise.reject(new NotFetched(String(error)))));
}

/**
 * A part of the desk that is fetched when it is first shown. When the server cannot be reached, or has
 * a newer desk by now, it says so in its place; trying again fetches it anew, and the second time the
 * whole desk.
 */
export function part<P extends object>(load: Load<P>, meanwhile: ReactNode = null): ComponentType<P> {
  let Loaded = fetched(load);
  return function Part(props: P) {
    const [attempt, setAttempt] = useState(0);
    const inCall = () => Boolean(queryClient.getQueryData<MyState>(keys.me)?.call); // its sound would end with a reload
    const again = () => (attempt > 0 && !inCall() ? location.reload() : setAttempt(attempt + 1));
    const forget = () => void (Loaded = fetched(load));
    return (
      <Boundary key={attempt} onFailure={forget} failed={(error) => <Failed error={{ code: error instanceof NotFetched ? "offline" : "internal", message: "" }} retry={again} />}>
        <Suspense fallback={meanwhile}><Loaded {...props} /></Suspense>
      </Boundary>
    );
  };
}

/** The same for what nobody asked for: until it comes, nothing is shown, and it is tried again by itself. */
export function quietPart<P extends object>(load: Load<P>): ComponentType<P> {
  let Loaded = fetched(load);
  return function Part(props: P) {
    const [attempt, setAttempt] = useState(0);
    const later = () => {
      Loaded = fetched(load);
      setTimeout(() => setAttempt((now) => now + 1), kAgainAfterMs);
    };
    return <Boundary key={attempt} failed={() => null} onFailure={later}><Suspense><Loaded {...props} /></Suspense></Boundary>;
  };
}

/** The same for a dialog: one that does not come is told in the corner, and closed, so that it can be asked for again. */
export function dialogPart<P extends { close: () => void }>(load: Load<P>): ComponentType<P> {
  let Loaded = fetched(load);
  return function Part(props: P) {
    const gone = () => {
      Loaded = fetched(load);
      toastError(null);
      props.close();
    };
    return <Boundary failed={() => null} onFailure={gone}><Suspense><Loaded {...props} /></Suspense></Boundary>;
  };
}
