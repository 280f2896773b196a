"""Computes a landscape with networkx and numpy alone, from the pairs and values of a JSON file."""

import json
import sys

import networkx as nx
import numpy as np


def plateaus(graph, fitness):
    """Connected sets of equal fitness."""
    equal = nx.Graph()
    equal.add_nodes_from(graph)
    equal.add_edges_from((a, b) for a, b in graph.edges if fitness[a] == fitness[b])
    return [sorted(one) for one in nx.connected_components(equal)]


def basins(graph, fitness, found):
    """Members of the basin of each optimum, by its least id, and the moves of every ascent."""
    of = {member: one for one in found for member in one}
    moved = nx.DiGraph()
    moved.add_nodes_from(graph)
    for node in graph:
        better = [other for other in graph[node] if fitness[other] > fitness[node]]
        if better:
            best = max(fitness[other] for other in better)
            moved.add_edge(node, min(other for other in better if fitness[other] == best))
    ends, moves = {}, {}
    for node in graph:
        at, count = node, 0
        while True:
            following = list(moved.successors(at))
            if following:
                at, count = following[0], count + 1
                continue
            exits = [one for one in of[at] if list(moved.successors(one))]
            if not exits:
                break
            flat = graph.subgraph(of[at])
            distances = nx.multi_source_dijkstra_path_length(flat, set(exits))
            nearest = [one for one in exits if nx.shortest_path_length(flat, at, one) == distances[at]]
            if len(nearest) > 1:
                return None, None
            at, count = nearest[0], count + distances[at]
        ends.setdefault(of[at][0], []).append(node)
        moves[node] = count
    return {least: len(members) for least, members in ends.items()}, moves


def neutral(graph, fitness, tolerance):
    """Share of neutral pairs, and the connected components that they make."""
    near = nx.Graph()
    near.add_nodes_from(graph)
    near.add_edges_from(
        (a, b)
        for a, b in graph.edges
        if abs(fitness[a] - fitness[b]) < tolerance or fitness[a] == fitness[b]
    )
    components = list(nx.connected_components(near))
    return {
        "share": near.number_of_edges() / graph.number_of_edges(),
        "networks": len(components),
        "largestNetwork": max(map(len, components)),
    }


def main():
    given = json.loads(open(sys.argv[1], encoding="utf-8").read())
    fitness = np.array(given["fitness"])
    directed = nx.DiGraph()
    directed.add_nodes_from(range(len(fitness)))
    directed.add_edges_from(given["directed"])
    graph = directed.to_undirected(reciprocal=True)

    every = plateaus(graph, fitness)
    optima = [
        one
        for one in every
        if all(fitness[other] <= fitness[node] for node in one for other in graph[node])
    ]
    optima.sort(key=lambda one: (-fitness[one[0]], one[0]))
    sizes, moves = basins(graph, fitness, every)

    # The stationary distribution of a walk is proportional to the degree.
    order = list(graph)
    adjacency = nx.to_numpy_array(graph, nodelist=order)
    degrees = adjacency.sum(axis=1)
    weights = degrees / degrees.sum()
    deviations = fitness[order] - weights @ fitness[order]
    variance = weights @ deviations**2
    after, correlations = deviations, []
    for _ in range(3):
        after = (adjacency @ after) / degrees
        correlations.append(float(weights @ (deviations * after) / variance))

    best = min(np.flatnonzero(fitness == fitness.max()).tolist())
    lengths = nx.single_source_shortest_path_length(graph, best)
    others = [node for node in graph if node != best]
    distances = np.array([lengths[node] for node in others], dtype=float)
    slope, intercept = np.polyfit(distances, fitness[others], 1)
    around = np.array([np.mean(fitness[list(graph[node])]) for node in order])
    print(
        json.dumps(
            {
                "isSymmetric": all(directed.has_edge(b, a) for a, b in directed.edges),
                "pairs": graph.number_of_edges(),
                "optima": [one[0] for one in optima],
                "plateauSizes": [len(one) for one in optima],
                "basinSizes": None if sizes is None else [sizes[one[0]] for one in optima],
                "moves": None if moves is None else float(np.mean(list(moves.values()))),
                "autocorrelation": correlations,
                "distanceCorrelation": float(np.corrcoef(distances, fitness[others])[0, 1]),
                "distanceSlope": float(slope),
                "distanceIntercept": float(intercept),
                "localitySlope": float(np.polyfit(fitness[order], around, 1)[0]),
                "neutral": neutral(graph, fitness, given["tolerance"]),
            }
        )
    )


main()
