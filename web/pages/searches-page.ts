import { html } from 'hono/html'
import type { Page } from '../../api/reference/layout.ts'
import type { PageRequest } from '../ask.ts'

/** Replays trajectory files: everything happens in the browser. */
export function searchesPage({ origin }: PageRequest): Page {
  return {
    path: '/searches',
    title: 'Searches',
    isWide: true,
    scripts: ['searches'],
    main: html`<h1>Searches</h1>
<p class="lead">Open the trajectories of searches to compare how fast they find good cells, and replay them step by step.</p>
<div class="drop" id="drop">
<label for="trajectories">Trajectory files (JSONL), several at once</label>
<input id="trajectories" type="file" accept=".jsonl,application/x-ndjson" multiple>
<p class="small">The files stay in your browser: nothing is sent. This needs JavaScript.</p>
</div>
<div id="searches" aria-live="polite"><p class="empty">No trajectory is open yet. The code below writes one.</p></div>
<h2 id="write">Write a trajectory</h2>
<pre tabindex="0"><code>from eo_nas_bench import Client
from eo_nas_bench.search import Problem, regularised_evolution, run

bench = Client("${origin}")
for seed in range(5):
    problem = Problem(bench, "so2sat-lcz42", evaluations=300)
    trajectory = run(problem, regularised_evolution(problem, seed=seed))
    trajectory.write(f"evolution-{seed}.jsonl")</code></pre>
<p><a href="/docs/search">How searches, budgets and sources work</a></p>`,
  }
}
