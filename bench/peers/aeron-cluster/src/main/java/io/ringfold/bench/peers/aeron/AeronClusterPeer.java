package io.ringfold.bench.peers.aeron;

import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusteredMediaDriver;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.ringfold.bench.peers.harness.Completions;
import io.ringfold.bench.peers.harness.Peer;
import io.ringfold.bench.peers.harness.PeerMain;
import io.ringfold.bench.peers.harness.PeerSettings;
import io.ringfold.bench.peers.harness.PeerSettings.Durability;
import io.ringfold.bench.peers.harness.PeerSettings.Ingress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;

/** Aeron Cluster: one node and its client in one process, over one media driver. */
public final class AeronClusterPeer implements Peer {
  private static final String SUBJECT = "aeron-cluster";
  private static final String TERM = "term-length=64m";

  private final PeerSettings settings;
  private final BankService service = new BankService();
  private final UnsafeBuffer command = new UnsafeBuffer(new byte[TransferCodec.LENGTH]);
  private final ClusteredMediaDriver node;
  private final ClusteredServiceContainer container;
  private final AeronCluster client;

  AeronClusterPeer(PeerSettings settings, Completions completions) {
    this.settings = settings;
    Path directory = settings.directory();
    String aeron = directory.resolve("driver").toString();
    ErrorHandler errors = completions::failed;
    List<Integer> ports = freePorts(5);
    int fileSyncLevel = settings.durability() == Durability.fsync ? 2 : 0;
    String archiveControl = "aeron:udp?endpoint=localhost:" + ports.get(4);
    node =
        ClusteredMediaDriver.launch(
            new MediaDriver.Context()
                .aeronDirectoryName(aeron)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(idle())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .spiesSimulateConnection(true)
                .errorHandler(errors),
            new Archive.Context()
                .aeronDirectoryName(aeron)
                .archiveDir(directory.resolve("archive").toFile())
                .controlChannel(archiveControl)
                .localControlChannel("aeron:ipc?term-length=64k")
                .replicationChannel("aeron:udp?endpoint=localhost:0")
                .recordingEventsEnabled(false)
                .threadingMode(ArchiveThreadingMode.SHARED)
                .idleStrategySupplier(AeronClusterPeer::idle)
                .fileSyncLevel(fileSyncLevel)
                .catalogFileSyncLevel(fileSyncLevel)
                .errorHandler(errors),
            new ConsensusModule.Context()
                .aeronDirectoryName(aeron)
                .clusterDir(directory.resolve("cluster").toFile())
                .clusterMemberId(0)
                .clusterMembers(
                    "0,"
                        + IntStream.range(0, 5)
                            .mapToObj(i -> "localhost:" + ports.get(i))
                            .collect(Collectors.joining(",")))
                .ingressChannel("aeron:udp?" + TERM)
                .isIpcIngressAllowed(settings.ingress() == Ingress.ipc)
                .logChannel("aeron:ipc?" + TERM)
                .replicationChannel("aeron:udp?endpoint=localhost:0")
                .archiveContext(archiveClient())
                .idleStrategySupplier(AeronClusterPeer::idle)
                .fileSyncLevel(fileSyncLevel)
                .errorHandler(errors));
    container =
        ClusteredServiceContainer.launch(
            new ClusteredServiceContainer.Context()
                .aeronDirectoryName(aeron)
                .clusterDir(directory.resolve("cluster").toFile())
                .archiveContext(archiveClient())
                .clusteredService(service)
                .idleStrategySupplier(AeronClusterPeer::idle)
                .errorHandler(errors));
    AeronCluster.Context clientContext =
        new AeronCluster.Context()
            .aeronDirectoryName(aeron)
            .egressListener(
                (session, timestamp, buffer, offset, length, header) ->
                    completions.completed(buffer.getLong(offset)))
            .errorHandler(errors);
    if (settings.ingress() == Ingress.ipc) {
      clientContext.ingressChannel("aeron:ipc?" + TERM).egressChannel("aeron:ipc?" + TERM);
    } else {
      clientContext
          .ingressChannel("aeron:udp?" + TERM)
          .ingressEndpoints("0=localhost:" + ports.get(0))
          .egressChannel("aeron:udp?endpoint=localhost:0|" + TERM);
    }
    client = AeronCluster.connect(clientContext);
  }

  private static AeronArchive.Context archiveClient() {
    return new AeronArchive.Context()
        .controlRequestChannel("aeron:ipc?term-length=64k")
        .controlResponseChannel("aeron:ipc?term-length=64k");
  }

  /** There are more of its threads than cores: none may keep one to itself, and none may sleep. */
  private static IdleStrategy idle() {
    return YieldingIdleStrategy.INSTANCE;
  }

  private static List<Integer> freePorts(int count) {
    List<DatagramSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
      }
      return held.stream().map(DatagramSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      held.forEach(DatagramSocket::close);
    }
  }

  @Override
  public String durableBy() {
    return (settings.durability() == Durability.fsync
            ? "archive with file sync level 2: pwrite and fsync of each block recorded, before the"
                + " log is committed up to it and the service sees it"
            : "archive with file sync level 0: pwrite of each block recorded, before the log is"
                + " committed up to it and the service sees it; never forced")
        + "; ingress and egress over "
        + settings.ingress()
        + ", log over ipc, one shared media driver, shared archive, idle threads yield";
  }

  @Override
  public boolean offer(long number, int from, int to, int amount) {
    TransferCodec.encode(command, number, from, to, amount);
    return client.offer(command, 0, TransferCodec.LENGTH) > 0;
  }

  @Override
  public int poll() {
    return client.pollEgress();
  }

  @Override
  public long balance(int account) {
    return service.balance(account);
  }

  @Override
  public void close() {
    CloseHelper.closeAll(client, container, node);
  }

  /** Runs the peer once, by its command line. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return PeerMain.run(
        SUBJECT,
        AeronCluster.Context.class.getPackage().getImplementationVersion(),
        Completions::inOrder,
        AeronClusterPeer::new,
        args,
        System.out,
        System.err);
  }
}
