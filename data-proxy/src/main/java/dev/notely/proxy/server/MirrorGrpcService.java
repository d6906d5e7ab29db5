package dev.notely.proxy.server;

import dev.notely.proto.migrations.v1.DualWritesTo;
import dev.notely.proto.migrations.v1.LatencyBucket;
import dev.notely.proto.migrations.v1.MirrorFigures;
import dev.notely.proto.migrations.v1.MirrorServiceGrpc;
import dev.notely.proto.migrations.v1.MirrorsOf;
import dev.notely.proto.migrations.v1.ShadowReadsAt;
import dev.notely.proxy.routing.AccountMirror;
import dev.notely.proxy.routing.AccountMirrors;
import dev.notely.proxy.routing.DualTally;
import dev.notely.proxy.routing.DualWrites;
import dev.notely.proxy.routing.ShadowFigures;
import dev.notely.proxy.routing.ShadowReads;
import dev.notely.proxy.store.Ids;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tells other proxies of the dual writes and shadow reads here. */
final class MirrorGrpcService extends MirrorServiceGrpc.MirrorServiceImplBase {
  private final DualWrites dualWrites;
  private final ShadowReads shadowReads;

  private final AccountMirrors accounts;

  MirrorGrpcService(DualWrites dualWrites, ShadowReads shadowReads, AccountMirrors accounts) {
    this.dualWrites = dualWrites;
    this.shadowReads = shadowReads;
    this.accounts = accounts;
  }

  @Override
  public void figures(MirrorsOf request, StreamObserver<MirrorFigures> observer) {
    MirrorFigures.Builder figures = MirrorFigures.newBuilder();
    dualWrites
        .tallies(request.getId())
        .forEach((store, tally) -> figures.addDualWrites(message(store, tally)));
    shadowReads
        .figures(request.getId())
        .forEach((store, reads) -> figures.addShadowReads(message(store, reads)));
    Stream.of(accounts.of(request.getId()), dualWrites.behind(request.getId()))
        .flatMap(List::stream)
        .map(MirrorGrpcService::message)
        .filter(
            one -> request.getAccount().isEmpty() || request.getAccount().equals(one.getAccount()))
        .forEach(figures::addAccounts);
    observer.onNext(figures.build());
    observer.onCompleted();
  }

  private static dev.notely.proto.migrations.v1.AccountMirror message(AccountMirror one) {
    return dev.notely.proto.migrations.v1.AccountMirror.newBuilder()
        .setAccount(Ids.bytes(one.account()))
        .setDualWrites(message(one.store(), one.dualWrites()))
        .setShadowReads(message(one.store(), one.shadowReads()))
        .build();
  }

  private static DualWritesTo message(String store, DualTally tally) {
    return DualWritesTo.newBuilder()
        .setStore(store)
        .setSent(tally.sent())
        .setRefused(tally.refused())
        .setFailed(tally.failed())
        .setDropped(tally.dropped())
        .setWaiting(tally.waiting())
        .setBehind(tally.behind())
        .setLagMillis(tally.lagMillis())
        .build();
  }

  private static ShadowReadsAt message(String store, ShadowFigures reads) {
    return ShadowReadsAt.newBuilder()
        .setStore(store)
        .setEqual(reads.equal())
        .setPending(reads.pending())
        .setAhead(reads.ahead())
        .setMismatches(reads.mismatches())
        .setUnanswered(reads.unanswered())
        .setDropped(reads.dropped())
        .addAllHome(buckets(reads.home()))
        .addAllSecond(buckets(reads.second()))
        .build();
  }

  private static List<LatencyBucket> buckets(Map<Long, Long> counts) {
    return counts.entrySet().stream()
        .map(one ->
            LatencyBucket.newBuilder().setMicros(one.getKey()).setRequests(one.getValue()).build())
        .toList();
  }
}
