import type { BulkOutcome } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Tag } from "@filodiretto/ui";
import { Link } from "wouter";
import { Dialog } from "../shared/dialog";
import { tellChange, tellRefusal } from "./bulk";
import css from "./table.module.css";

const order = { refused: 0, changed: 1, unchanged: 2 };
const tones = { refused: "bad", changed: "good", unchanged: "still" } as const;

/** What became of each ticket; what was refused comes first, with its reason. */
export default function Outcomes({ outcomes, close }: { outcomes: BulkOutcome[]; close: () => void }) {
  const t = useT();
  const sorted = [...outcomes].sort((a, b) => order[a.result] - order[b.result]);
  return (
    <Dialog onClose={close} title={t("bulk.outcomes")} size="lg">
      <ul className={css.outcomes}>
        {sorted.map((each) => (
          <li key={each.id}>
            <Link href={`/tickets/${each.id}`} className="num" onClick={close}>{each.number > 0 ? `#${each.number}` : "–"}</Link>
            <span className="row"><span className="cut grow">{each.subject}</span><Tag tone={tones[each.result]}>{t(`bulk.result.${each.result}`)}</Tag></span>
            <span className="dim">{each.result === "refused" ? tellRefusal(each) : tellChange(each)}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
