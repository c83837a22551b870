import { api, ApiError } from "@filodiretto/api-client";
import { languageNames, languages, setLanguage, useLanguage, useT } from "@filodiretto/i18n";
import "@mantine/core/styles/PasswordInput.css";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useEffect, useState, type FormEvent } from "react";
import { keys, queryClient } from "./query";
import { remember } from "./shared/remembered";
import { messageOf } from "./shared/toast";
import css from "./login.module.css";

export default function Login() {
  const t = useT();
  const language = useLanguage();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  useEffect(() => void (document.title = `${t("login.title")} · Filodiretto`), [t, language]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      queryClient.setQueryData(keys.session, await api.session.logIn(login.trim(), password));
    } catch (error) {
      setProblem(wordsFor(error, t));
      setPassword("");
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className={css.page}>
      <form className={css.card} onSubmit={submit}>
        <div className="row" style={{ gap: 10 }}>
          <img src="/icon.svg" width={28} height={28} alt="" />
          <span className={css.brand}>Filodiretto</span>
        </div>
        <h1 className={css.title}>{t("login.title")}</h1>
        <TextInput label={t("login.login")} autoComplete="username" autoFocus required withAsterisk={false} value={login} onChange={(e) => setLogin(e.currentTarget.value)} />
        <PasswordInput label={t("login.password")} autoComplete="current-password" required withAsterisk={false} value={password} onChange={(e) => setPassword(e.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": t("login.showPassword"), tabIndex: 0 }} />
        <div role="alert" className={css.problem}>{problem}</div>
        <Button type="submit" size="sm" loading={busy} fullWidth>{t("login.submit")}</Button>
      </form>
      <nav className={css.languages} aria-label={t("settings.language")}>
        {languages.map((each) => (
          <button key={each} type="button" lang={each} aria-pressed={each === language}
            onClick={() => { remember("language", each); void setLanguage(each); }}>
            {languageNames[each]}
          </button>
        ))}
      </nav>
    </main>
  );
}

function wordsFor(error: unknown, t: ReturnType<typeof useT>): string {
  if (!(error instanceof ApiError)) return messageOf(error);
  if (error.status === 401) return t("login.wrong");
  if (error.status === 429) return t("login.tooMany", { seconds: error.retryAfterSeconds ?? 60 });
  return messageOf(error);
}
