package dev.notely.proxy.server;

import dev.notely.proto.releases.v1.DeployRequest;
import dev.notely.proto.releases.v1.DifferenceList;
import dev.notely.proto.releases.v1.GetReleases;
import dev.notely.proto.releases.v1.ListDifferences;
import dev.notely.proto.releases.v1.ReleaseReport;
import dev.notely.proto.releases.v1.ReleaseReportReply;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc.ReleaseServiceStub;
import dev.notely.proto.releases.v1.Releases;
import dev.notely.proto.releases.v1.RollBackRequest;
import dev.notely.proto.releases.v1.Split;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;

/** Passes on to the catalog, answers and errors as they are: for clients that know only a proxy. */
final class ReleaseGrpcService extends ReleaseServiceGrpc.ReleaseServiceImplBase {
  private static final long PATIENCE_MS = 5_000;

  private final Channel catalog;

  ReleaseGrpcService(Channel catalog) {
    this.catalog = catalog;
  }

  private ReleaseServiceStub catalog() {
    return ReleaseServiceGrpc.newStub(catalog)
        .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void get(GetReleases request, StreamObserver<Releases> observer) {
    catalog().get(request, observer);
  }

  @Override
  public void deploy(DeployRequest request, StreamObserver<Releases> observer) {
    catalog().deploy(request, observer);
  }

  @Override
  public void setSplit(Split request, StreamObserver<Releases> observer) {
    catalog().setSplit(request, observer);
  }

  @Override
  public void rollBack(RollBackRequest request, StreamObserver<Releases> observer) {
    catalog().rollBack(request, observer);
  }

  @Override
  public void report(ReleaseReport request, StreamObserver<ReleaseReportReply> observer) {
    catalog().report(request, observer);
  }

  @Override
  public void differences(ListDifferences request, StreamObserver<DifferenceList> observer) {
    catalog().differences(request, observer);
  }
}
