// What a rule does, in plain English, and how it stands in its file.
import { type RuleInForce, type RulesInForce } from '../rules';
import { t } from '../text/pages';

export function RuleText({ rule, source }: { rule: RuleInForce; source: RulesInForce['source'] }) {
    return (
        <div class="rule-text">
            <p class="rule-explanation" lang="en">
                {rule.explanation.trim()}
            </p>
            {rule.text && (
                <details>
                    <summary>{t('asWritten', { file: source ?? '', line: rule.line ?? '' })}</summary>
                    <pre>{rule.text.trim()}</pre>
                </details>
            )}
        </div>
    );
}
