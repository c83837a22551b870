import { adminKinds, type AdminKind } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { Link } from "wouter";
import { Page } from "../shared/page";
import { AdminForm } from "./admin_form";
import { AdminList } from "./admin_list";
import { kinds } from "./schema";
import css from "./admin.module.css";

const groups: [Key, AdminKind[]][] = [
  ["admin.group.people", ["users", "agents", "skills", "teams", "pause-reasons"]],
  ["admin.group.calls", ["numbers", "flows", "queues", "calendars", "sites", "trunks"]],
  ["admin.group.tickets", ["categories", "identity-questions"]],
];

/** On a phone the kinds stand in one line, wider than the screen. */
const seen = (link: HTMLAnchorElement | null) => link?.scrollIntoView({ block: "nearest", inline: "center" });

/** Left the kinds of things; then the list of one kind; then one thing on a page of its own. */
export default function AdminPage({ kind, id }: { kind: string | undefined; id: string | undefined }) {
  const t = useT();
  const chosen = adminKinds.find((each) => each === kind);
  return (
    <div className={css.split}>
      <nav className={css.kinds} aria-label={t("nav.admin")}>
        {groups.map(([label, members]) => (
          <div key={label} role="group" aria-label={t(label)}>
            <span className="label" aria-hidden>{t(label)}</span>
            {members.map((each) => <Link key={each} ref={each === kind ? seen : undefined} href={`/admin/${each}`} aria-current={each === kind ? "page" : undefined}>{t(kinds[each].title)}</Link>)}
          </div>
        ))}
      </nav>
      <div className={css.content}>
        {!chosen ? <Overview /> : id ? <AdminForm key={`${chosen}/${id}`} kind={chosen} id={id === "new" ? null : id} /> : <AdminList key={chosen} kind={chosen} />}
      </div>
    </div>
  );
}

/** What there is to set up, with what it is for. */
function Overview() {
  const t = useT();
  return (
    <Page title={t("nav.admin")}>
      <p className={`dim ${css.intro}`}>{t("admin.choose")}</p>
      {groups.map(([label, members]) => (
        <section key={label} className={css.overview}><h2>{t(label)}</h2>
          <div>
            {members.map((each) => (
              <Link key={each} href={`/admin/${each}`} className="filo-card"><strong>{t(kinds[each].title)}</strong><span className="dim small">{t(kinds[each].help)}</span></Link>
            ))}
          </div>
        </section>
      ))}
    </Page>
  );
}
