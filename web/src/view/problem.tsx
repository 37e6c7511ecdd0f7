import { useSurroundings } from "./context";
import { CloseIcon, WarningIcon } from "./icons";

/** What is wrong and what to do about it. The alert's box is always there, because not every screen reader notices a new one. */
export function Problem() {
  const { state, texts, intents } = useSurroundings();
  const { problem } = state;
  return (
    <div class="problem-place" role="alert">
      {problem !== null && (
        <div class="problem">
          <WarningIcon />
          <p>
            {texts.problem[problem.kind]}{" "}
            {problem.code !== null && <small class="code">{texts.problemCode(problem.code)}</small>}
          </p>
          <button type="button" class="round quiet" aria-label={texts.dismiss} onClick={() => intents.dismissProblem()}>
            <CloseIcon />
          </button>
        </div>
      )}
    </div>
  );
}
