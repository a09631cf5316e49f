/* signer - threads that sign.  See signer.h. */
#include "delivery/signer.h"

#include "util/xalloc.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

struct signer {
	const struct signing *signing;
	pthread_mutex_t mutex; /* of all below, and of done in each job */
	pthread_cond_t given, done;
	struct signer_job *first, **last; /* those that nobody has begun */
	bool ending;
	pthread_t threads[SIGNER_THREADS_MAX];
	int nthreads;
};

/* The next job; NULL: it is over.  With the mutex held. */
static struct signer_job *
next_job(struct signer *s)
{
	struct signer_job *job;

	while (s->first == NULL && !s->ending)
		pthread_cond_wait(&s->given, &s->mutex);
	job = s->first;
	if (s->ending || job == NULL)
		return NULL;
	s->first = job->next;
	if (s->first == NULL)
		s->last = &s->first;
	return job;
}

static void *
work(void *arg)
{
	struct signer *s = arg;
	struct signer_job *job;

	pthread_mutex_lock(&s->mutex);
	while ((job = next_job(s)) != NULL) {
		pthread_mutex_unlock(&s->mutex);
		signing_sign(s->signing, job->now, job->message, &job->err);
		pthread_mutex_lock(&s->mutex);
		job->done = true;
		pthread_cond_signal(&s->done);
	}
	pthread_mutex_unlock(&s->mutex);
	return NULL;
}

static int
processors(int max)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	if (n > SIGNER_THREADS_MAX)
		n = SIGNER_THREADS_MAX;
	return n > max ? max : (int)n;
}

struct signer *
signer_new(const struct signing *signing, int max)
{
	struct signer *s = xcalloc(1, sizeof(*s));
	int want = processors(max);
	sigset_t all, before;

	s->signing = signing;
	s->last = &s->first;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_cond_init(&s->given, NULL);
	pthread_cond_init(&s->done, NULL);
	/* Signals are the loop's affair: it waits for them in poll(2). */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (s->nthreads < want &&
	    pthread_create(&s->threads[s->nthreads], NULL, work, s) == 0)
		s->nthreads++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (s->nthreads > 0)
		return s;
	signer_free(s);
	return NULL;
}

int
signer_threads(const struct signer *s)
{
	return s->nthreads;
}

void
signer_give(struct signer *s, struct signer_job *job)
{
	pthread_mutex_lock(&s->mutex);
	*s->last = job;
	s->last = &job->next;
	pthread_cond_signal(&s->given);
	pthread_mutex_unlock(&s->mutex);
}

void
signer_wait(struct signer *s, struct signer_job *job)
{
	pthread_mutex_lock(&s->mutex);
	while (!job->done)
		pthread_cond_wait(&s->done, &s->mutex);
	pthread_mutex_unlock(&s->mutex);
}

void
signer_free(struct signer *s)
{
	int i;

	if (s == NULL)
		return;
	pthread_mutex_lock(&s->mutex);
	s->ending = true;
	pthread_cond_broadcast(&s->given);
	pthread_mutex_unlock(&s->mutex);
	for (i = 0; i < s->nthreads; i++)
		pthread_join(s->threads[i], NULL);
	pthread_cond_destroy(&s->done);
	pthread_cond_destroy(&s->given);
	pthread_mutex_destroy(&s->mutex);
	xfree(s);
}
