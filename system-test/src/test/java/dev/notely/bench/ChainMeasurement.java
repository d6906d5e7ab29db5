package dev.notely.bench;

import java.util.ArrayList;
import java.util.List;

/** The mix through the gateway and straight at the store, in turn. */
final class ChainMeasurement {
  private static final int WARM_UP_S = 3; // of this program's own gRPC

  private ChainMeasurement() {}

  static Result.Chain run(BenchSystem system, BenchSize size, List<User> users)
      throws InterruptedException {
    List<LoadFigures> chain = new ArrayList<>();
    List<LoadFigures> direct = new ArrayList<>();
    DirectLoad.run(system, BenchSystem.HOME, users, WARM_UP_S);
    for (int round = 0; round < size.rounds(); round++) {
      chain.add(HttpLoad.run(system, users, 0, size.roundS()));
      direct.add(DirectLoad.run(system, BenchSystem.HOME, users, size.roundS()));
    }
    return new Result.Chain(
        LoadFigures.median(chain, LoadFigures::perSecond),
        LoadFigures.median(direct, LoadFigures::perSecond),
        LoadFigures.ratio(chain, direct, LoadFigures::perSecond));
  }
}
