import { isLanguage, setLanguage, useLanguage, useT } from "@filodiretto/i18n";
import { cssVariables, Failed, Skeleton, theme } from "@filodiretto/ui";
import { ApiError, type Session } from "@filodiretto/api-client";
import { notificationsStore } from "@mantine/notifications";
import { MantineProvider, useMantineColorScheme } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Redirect, Route, Switch } from "wouter";
import { Frame } from "./frame/frame";
import { failure, keys, queryClient } from "./query";
import { SessionContext, useMay, useSessionQuery } from "./session";
import { part, quietPart } from "./shared/part";
import { remember } from "./shared/remembered";
import { TicketsPage } from "./tickets/tickets_page";

const Login = part(() => import("./login"));
const Toasts = quietPart(() => import("./shared/toasts"));
const CustomersPage = part(() => import("./customers/customers_page"), <Skeleton />);
const CustomerPage = part(() => import("./customers/customer_page"), <Skeleton />);
const OrganisationsPage = part(() => import("./customers/organisations_page"), <Skeleton />);
const OrganisationPage = part(() => import("./customers/organisation_page"), <Skeleton />);
const CallsPage = part(() => import("./calls/calls_page"), <Skeleton />);
const CallPage = part(() => import("./calls/call_page"), <Skeleton />);
const LivePage = part(() => import("./live/live_page"), <Skeleton />);
const FiguresPage = part(() => import("./live/figures_page"), <Skeleton />);
const AdminPage = part(() => import("./admin/admin_page"), <Skeleton />);

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" deduplicateCssVariables={false}>
      <QueryClientProvider client={queryClient}>
        <FirstToast />
        <Gate />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Most pages never say anything in a corner: what does it comes with the first message. */
function FirstToast() {
  const [wanted, setWanted] = useState(false);
  useEffect(() => notificationsStore.subscribe(() => setWanted(true)), []);
  return wanted && <Toasts />;
}

// A session that ended elsewhere shows the log-in; what was typed is in the drafts.
queryClient.getQueryCache().subscribe((event) => {
  if (event.type !== "updated" || event.action.type !== "error") return;
  const error: unknown = event.action.error;
  if (error instanceof ApiError && error.status === 401 && event.query.queryKey[0] !== keys.session[0]) {
    queryClient.setQueryData(keys.session, null);
  }
});

function Gate() {
  const session = useSessionQuery();
  useLanguage();
  if (session.isPending) return <Skeleton />;
  if (session.isError) return <Failed error={failure(session.error)} retry={() => void session.refetch()} />;
  if (!session.data) return <Login />;
  return (
    <SessionContext.Provider value={session.data}>
      <Settings session={session.data} />
      <Frame>
        <Routes />
      </Frame>
    </SessionContext.Provider>
  );
}

/** Language and colours follow the person, also to another computer. */
function Settings({ session }: { session: Session }) {
  const { setColorScheme } = useMantineColorScheme();
  const { language, theme: scheme } = session.user;
  useEffect(() => {
    if (!isLanguage(language)) return;
    void setLanguage(language);
    remember("language", language);
  }, [language]);
  useEffect(() => setColorScheme(scheme), [scheme, setColorScheme]);
  return null;
}

function Routes() {
  return (
    <Switch>
      <Route path="/tickets/:id?">{({ id }) => <TicketsPage id={id} />}</Route>
      <Route path="/customers" component={CustomersPage} />
      <Route path="/customers/:id">{({ id }) => <CustomerPage id={id} key={id} />}</Route>
      <Route path="/organisations" component={OrganisationsPage} />
      <Route path="/organisations/:id">{({ id }) => <OrganisationPage id={id} key={id} />}</Route>
      <Route path="/calls" component={CallsPage} />
      <Route path="/calls/:id">{({ id }) => <CallPage id={id} key={id} />}</Route>
      <Route path="/live"><Only role="supervisor"><LivePage /></Only></Route>
      <Route path="/figures"><Only role="supervisor"><FiguresPage /></Only></Route>
      <Route path="/admin/:kind?/:id?">{({ kind, id }) => <Only role="admin"><AdminPage kind={kind} id={id} /></Only>}</Route>
      <Route path="/"><Redirect to="/tickets" replace /></Route>
      <Route><NotFound /></Route>
    </Switch>
  );
}

function Only({ role, children }: { role: "supervisor" | "admin"; children: React.ReactNode }) {
  return useMay(role) ? children : <Failed error={{ code: "forbidden", message: "" }} />;
}

function NotFound() {
  useT();
  return <Failed error={{ code: "not_found", message: "" }} />;
}
