package dev.notely.runtime.process;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;

/** How long this process has been running, and what memory it uses. */
public final class Vitals {
  private Vitals() {}

  /** Since its start. */
  public static Duration uptime() {
    return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
  }

  /** Heap in use, and what else the JVM took: classes, code, buffers. */
  public static long memoryBytes() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long buffers =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return memory.getHeapMemoryUsage().getUsed()
        + memory.getNonHeapMemoryUsage().getUsed()
        + buffers;
  }
}
