"""NumPy in float64, written as a student of a course would write it."""

import peers_common as common

arguments = common.begin(__doc__, ["numpy"])

import numpy as np  # noqa: E402, the threads have to be set before


class Network:
    """A fully connected network with batch normalization before each ReLU."""

    def __init__(self, weights):
        """Takes the initial weights, each inputs x outputs."""
        self.W = weights
        self.b = [np.zeros(W.shape[1]) for W in weights]
        hidden = [W.shape[1] for W in weights[:-1]]
        self.gamma = [np.ones(m) for m in hidden]
        self.beta = [np.zeros(m) for m in hidden]
        self.running_mean = [np.zeros(m) for m in hidden]
        self.running_variance = [np.ones(m) for m in hidden]

    def forward_training(self, X):
        """The probabilities, and what the backward pass needs of each hidden layer."""
        cache = []
        for i in range(len(self.gamma)):
            S = X @ self.W[i] + self.b[i]
            mean, variance = S.mean(axis=0), S.var(axis=0)
            S_hat = (S - mean) / np.sqrt(variance + common.EPSILON)
            Y = self.gamma[i] * S_hat + self.beta[i]
            cache.append((X, S_hat, variance, Y))
            X = np.maximum(0, Y)
            factor = common.RUNNING_FACTOR
            self.running_mean[i] = factor * self.running_mean[i] + (1 - factor) * mean
            self.running_variance[i] = factor * self.running_variance[i] + (1 - factor) * variance
        return softmax(X @ self.W[-1] + self.b[-1]), X, cache

    def forward_inference(self, X):
        """The probabilities with the running moments."""
        for i in range(len(self.gamma)):
            S = X @ self.W[i] + self.b[i]
            S_hat = (S - self.running_mean[i]) / np.sqrt(self.running_variance[i] + common.EPSILON)
            X = np.maximum(0, self.gamma[i] * S_hat + self.beta[i])
        return softmax(X @ self.W[-1] + self.b[-1])

    def step(self, X, Y, eta):
        """One update of plain SGD."""
        n = len(X)
        P, H, cache = self.forward_training(X)
        G = (P - Y) / n
        G_next = G @ self.W[-1].T
        self.update(-1, H, G, eta)
        for i in reversed(range(len(self.gamma))):
            X, S_hat, variance, Y_hat = cache[i]
            G = G_next * (Y_hat > 0)
            grad_gamma, grad_beta = (G * S_hat).sum(axis=0), G.sum(axis=0)
            G = G * self.gamma[i]
            G = (G - G.mean(axis=0) - S_hat * (G * S_hat).mean(axis=0)) / np.sqrt(variance + common.EPSILON)
            self.gamma[i] -= eta * grad_gamma
            self.beta[i] -= eta * grad_beta
            if i > 0:
                G_next = G @ self.W[i].T
            self.update(i, X, G, eta)

    def update(self, i, X, G, eta):
        """Moves the weights and biases of a layer with inputs X and gradient G at its outputs."""
        self.W[i] -= eta * (X.T @ G + 2 * common.LAMBDA * self.W[i])
        self.b[i] -= eta * G.sum(axis=0)


def softmax(S):
    """The probabilities of some scores."""
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def main():
    """Trains, measures and prints."""
    names = ("training", "validation", "test")
    data = dict(zip(names, common.load_cifar10(arguments.data_dir, np.float64)))
    X_train, y_train = data["training"]
    Y_train = np.eye(common.CLASSES)[y_train]
    network = Network(common.he_weights(arguments.hidden, arguments.seed))

    def train_epoch(epoch):
        order = common.batch_order(len(X_train), epoch, arguments.seed)
        for batch, eta in zip(order, common.learning_rates(epoch, len(order))):
            network.step(X_train[batch], Y_train[batch], eta)

    def evaluate(name):
        X, y = data[name]
        P = network.forward_inference(X)
        loss = -np.log(P[np.arange(len(y)), y]).mean()
        return float(loss), float((P.argmax(axis=1) == y).mean())

    measured = common.measure(arguments, train_epoch, evaluate)
    common.report(arguments, "numpy_student", np.__version__, measured, "float64, rows are samples, no optimization")


if __name__ == "__main__":
    main()
