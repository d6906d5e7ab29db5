package dev.notely.tui.stream;

import dev.notely.proto.accounts.v1.AccountServiceGrpc;
import dev.notely.proto.accounts.v1.UpdateAccount;
import dev.notely.proto.migrations.v1.CommandRequest;
import dev.notely.proto.migrations.v1.Limits;
import dev.notely.proto.releases.v1.DeployRequest;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import dev.notely.proto.releases.v1.Releases;
import dev.notely.proto.releases.v1.RollBackRequest;
import dev.notely.proto.releases.v1.Strategy;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Does what the operator asks, at the proxy that the stream comes from, and says what came of it.
 * Each call has a deadline; few are under way at a time.
 */
public final class OperatorLine {
  static final long DEADLINE_S = 5;
  private static final int UNDER_WAY = 4;

  private final ProxyChannels channels;
  private final String actor;
  private final Semaphore lane = new Semaphore(UNDER_WAY);

  /**
   * Asks nothing by itself.
   *
   * @param actor goes to the journals
   */
  public OperatorLine(ProxyChannels channels, String actor) {
    this.channels = channels;
    this.actor = actor;
  }

  /** Begins it; the consumer gets progress and the outcome on other threads. */
  public void begin(OperatorCall call, Consumer<CallResult> told) {
    if (!lane.tryAcquire()) {
      told.accept(
          new CallResult.Refused(
              UNDER_WAY + " actions are under way; ask again when one has ended"));
      return;
    }
    Thread.ofVirtual()
        .name("operator-call")
        .start(() -> {
          try {
            told.accept(outcome(call, told));
          } finally {
            lane.release();
          }
        });
  }

  private CallResult outcome(OperatorCall call, Consumer<CallResult> told) {
    Optional<ManagedChannel> proxy = channels.present();
    if (proxy.isEmpty()) {
      return new CallResult.Refused("no proxy is connected");
    }
    try {
      return carryOut(call, proxy.get(), told);
    } catch (StatusException e) {
      return new CallResult.Refused(OperatorWords.subject(call) + ": " + Reasons.of(e));
    } catch (IllegalArgumentException e) {
      return new CallResult.Refused(OperatorWords.subject(call) + ": " + e.getMessage());
    }
  }

  private CallResult carryOut(OperatorCall call, ManagedChannel proxy, Consumer<CallResult> told)
      throws StatusException {
    return switch (call) {
      case OperatorCall.MoveAccount move -> {
        move(proxy, move);
        yield new CallResult.Done(OperatorWords.done(move));
      }
      case OperatorCall.MoveAccounts all -> new ManyMoves(proxy, all.moves(), told).run();
      case OperatorCall.Command command -> command(proxy, command);
      case OperatorCall.SetLimits limits -> setLimits(proxy, limits);
      case OperatorCall.Deploy deploy -> deploy(proxy, deploy);
      case OperatorCall.RollBackRelease back -> rollBack(proxy, back);
      case OperatorCall.ReadAccountJournal read -> JournalReader.account(proxy, read);
      case OperatorCall.ReadMigrationJournal read -> JournalReader.migration(proxy, read);
    };
  }

  static void move(ManagedChannel proxy, OperatorCall.MoveAccount move) throws StatusException {
    var _ =
        AccountServiceGrpc.newBlockingV2Stub(proxy)
            .withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS)
            .update(
                UpdateAccount.newBuilder()
                    .setId(AccountIds.bytes(move.account()))
                    .setIsMigrating(move.move())
                    .setShard(move.store())
                    .build());
  }

  private CallResult command(ManagedChannel proxy, OperatorCall.Command command)
      throws StatusException {
    var _ =
        JournalReader.migrations(proxy)
            .command(
                CommandRequest.newBuilder()
                    .setId(command.migration())
                    .setCommand(command.command())
                    .setActor(actor)
                    .setReason(command.reason())
                    .build());
    return new CallResult.Done(command.name() + ": " + command.command() + " is on its way");
  }

  private CallResult setLimits(ManagedChannel proxy, OperatorCall.SetLimits limits)
      throws StatusException {
    var _ =
        JournalReader.migrations(proxy)
            .setLimits(
                Limits.newBuilder()
                    .setId(limits.migration())
                    .setJson(limits.json())
                    .setActor(actor)
                    .build());
    return new CallResult.Done(limits.name() + ": limits are changed");
  }

  private CallResult deploy(ManagedChannel proxy, OperatorCall.Deploy deploy)
      throws StatusException {
    Releases now =
        ReleaseServiceGrpc.newBlockingV2Stub(proxy)
            .withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS)
            .deploy(
                DeployRequest.newBuilder()
                    .setStrategy(
                        switch (deploy.rollout()) {
                          case ROLLING -> Strategy.ROLLING;
                          case BLUE_GREEN -> Strategy.BLUE_GREEN;
                          case CANARY -> Strategy.CANARY;
                        })
                    .setAskedBy(actor)
                    .build());
    return new CallResult.Done("deployment: " + OperatorWords.stands(now));
  }

  private CallResult rollBack(ManagedChannel proxy, OperatorCall.RollBackRelease back)
      throws StatusException {
    Releases now =
        ReleaseServiceGrpc.newBlockingV2Stub(proxy)
            .withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS)
            .rollBack(
                RollBackRequest.newBuilder().setAskedBy(actor).setReason(back.reason()).build());
    return new CallResult.Done("deployment: " + OperatorWords.stands(now));
  }
}
