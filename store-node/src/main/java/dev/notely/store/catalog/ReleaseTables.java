package dev.notely.store.catalog;

import dev.notely.store.releases.Deployment;
import dev.notely.store.releases.DeploymentPlan;
import dev.notely.store.releases.DeploymentState;
import dev.notely.store.releases.ReleaseState;
import dev.notely.store.releases.Strategy;
import dev.notely.store.sqlite.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The split and the deployments, in one transaction. */
final class ReleaseTables {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Session session;

  ReleaseTables(Session session) {
    this.session = session;
  }

  ReleaseState state() {
    return new ReleaseState(
        session.list(
            "SELECT name, number, percent FROM release",
            row -> new ReleaseState.Known(row.getString(1), row.getLong(2), row.getInt(3))),
        last(),
        session.first(
            "SELECT asked_by, at FROM split_by_hand",
            row -> new ReleaseState.ByHand(row.getString(1), row.getLong(2))));
  }

  private Optional<Deployment> last() {
    return session.first(
        """
        SELECT id, version, strategy, from_release, to_release, steps, soak_ms, mirror, proxies, state, step,
            shifted, baseline_error_rate, baseline_p50_us, baseline_p99_us, reason, asked_by, began_at, changed_at
          FROM deployment ORDER BY id DESC LIMIT 1\
        """,
        ReleaseTables::deployment);
  }

  private static Deployment deployment(ResultSet row) throws SQLException {
    return new Deployment(
        row.getLong(1),
        row.getLong(2),
        new DeploymentPlan(
            Strategy.of(row.getInt(3)),
            row.getString(4),
            row.getString(5),
            List.of(JSON.readValue(row.getString(6), Integer[].class)),
            row.getLong(7),
            row.getDouble(8),
            row.getInt(9)),
        DeploymentState.of(row.getInt(10)),
        row.getInt(11),
        row.getInt(12) == 1,
        new Deployment.Baseline(row.getDouble(13), row.getLong(14), row.getLong(15)),
        row.getString(16),
        row.getString(17),
        row.getLong(18),
        row.getLong(19));
  }

  void put(ReleaseState state) {
    session.update("DELETE FROM release");
    for (ReleaseState.Known known : state.releases()) {
      session.update(
          "INSERT INTO release VALUES(?,?,?)", known.name(), known.number(), known.percent());
    }
    state.deployment().ifPresent(this::put);
    session.update("DELETE FROM split_by_hand");
    state
        .byHand()
        .ifPresent(
            by -> session.update("INSERT INTO split_by_hand VALUES(?,?)", by.askedBy(), by.atMs()));
  }

  private void put(Deployment deployment) {
    DeploymentPlan plan = deployment.plan();
    session.update(
        "INSERT OR REPLACE INTO deployment VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        deployment.id(),
        deployment.version(),
        plan.strategy().code(),
        plan.from(),
        plan.to(),
        JSON.writeValueAsString(plan.steps()),
        plan.soakMs(),
        plan.mirror(),
        plan.proxies(),
        deployment.state().code(),
        deployment.step(),
        deployment.hasShifted() ? 1 : 0,
        deployment.baseline().errorRate(),
        deployment.baseline().p50Us(),
        deployment.baseline().p99Us(),
        deployment.reason(),
        deployment.askedBy(),
        deployment.beganAtMs(),
        deployment.changedAtMs());
  }
}
