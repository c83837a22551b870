import { ApiError, type FieldError } from "@filodiretto/api-client";
import { t, tServer } from "@filodiretto/i18n";
import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";

const kToastMs = 5_000;
const kUndoMs = 8_000;

const kPerSecond = 1_000;

/** The translated message of one field; the server's own words when we have none. Durations are told in seconds, as forms show them. */
export function fieldMessage({ key, pointer, detail, params }: FieldError): string {
  const scale = pointer.endsWith("_ms") ? kPerSecond : 1;
  const bounds = params && { min: params.min / scale, max: params.max / scale };
  return tServer(`error.${key}`, { ...bounds, detail: detail ?? "" }) ?? detail ?? t("error.invalid");
}

/** What a person reads of an error: the translated key of the server, else what the code means. */
export function messageOf(error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.internal");
  const field = error.errors[0];
  if (field) return fieldMessage(field);
  if (error.isConflict) return t("error.changed");
  return tServer(`error.${error.code}`) ?? t("error.internal");
}

/** Its cross has no words of its own. */
function show(what: Parameters<typeof notifications.show>[0]): void {
  notifications.show({ closeButtonProps: { "aria-label": t("action.close") }, ...what });
}

export function toast(message: string): void {
  show({ message, autoClose: kToastMs });
}

export function toastRefusal(message: string): void {
  show({ message, color: "red", autoClose: kUndoMs });
}

export function toastError(error: unknown): void {
  toastRefusal(messageOf(error));
}

interface ToastAction {
  label: string;
  run: () => void;
}

/** Done, and what can be done about it. */
export function toastWith(message: string, actions: ToastAction[]): void {
  const id = `act-${Date.now()}`;
  show({
    id,
    autoClose: kUndoMs,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="xs">
        {message}
        <Group gap={4} wrap="nowrap">
          {actions.map(({ label, run }) => (
            <Button key={label} size="compact-xs" variant="light" onClick={() => { notifications.hide(id); run(); }}>{label}</Button>
          ))}
        </Group>
      </Group>
    ),
  });
}

/** Done, and how to take it back. */
export function toastUndo(message: string, undo: () => void): void {
  toastWith(message, [{ label: t("action.undo"), run: undo }]);
}
