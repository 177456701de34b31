/** The folders of runs/ that `gradus studio` serves. */
export function RunsPage() {
  return (
    <div class="wrap catalogue">
      <h1 class="sub">Runs</h1>
      <p class="lead">No runs yet. This makes one in a few seconds:</p>
      <pre class="code">gradus train ppo CartPole-v1</pre>
      <p class="quiet">
        The command <code>gradus studio</code> shows the folders of <code>runs/</code> here; on a plain file server there
        are none.
      </p>
    </div>
  );
}
